package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.Http;
import uvs.config.HealthChecker.HttpGet;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.HealthChecker.SslGet;
import uvs.config.HealthChecker.Url;
import uvs.config.Range;

/// HTTP_GET and SSL_GET against nginx.
class NginxTest {

    private static final String PAGE = "<html>It works</html>\n";
    private static final String MD5_OF_PAGE = "ef9dcce5c64d85e96aa1655333886180";

    @TempDir
    private static Path folder;
    private static RealServerProgram nginx;
    private static int plain;
    private static int secure;

    @BeforeAll
    static void start() throws Exception {
        plain = RealServerProgram.freePort();
        secure = RealServerProgram.freePort();
        X509Bundle certificate = new CertificateBuilder().subject("CN=real server").setIsCertificateAuthority(true)
            .buildSelfSigned();
        Files.writeString(folder.resolve("cert.pem"), certificate.getCertificatePathPEM());
        Files.writeString(folder.resolve("key.pem"), certificate.getPrivateKeyPEM());
        Files.writeString(folder.resolve("page.html"), PAGE);
        Files.writeString(folder.resolve("nginx.conf"), """
            %spid FOLDER/nginx.pid; error_log FOLDER/error.log;
            events { worker_connections 64; }
            http {
              access_log off; default_type text/html;
              client_body_temp_path FOLDER; proxy_temp_path FOLDER; fastcgi_temp_path FOLDER;
              uwsgi_temp_path FOLDER; scgi_temp_path FOLDER;
              ssl_certificate FOLDER/cert.pem; ssl_certificate_key FOLDER/key.pem;
              server {
                listen 127.0.0.1:PLAIN default_server; listen 127.0.0.1:SECURE ssl default_server;
                root FOLDER; location /busy { return 503; } location /moved { return 302 /page.html; }
              }
              server { listen 127.0.0.1:PLAIN; listen 127.0.0.1:SECURE ssl; server_name www.example.org;
                location / { return 207 "by name"; } }
              server { listen 127.0.0.1:SECURE ssl; server_name v1.example.org; ssl_protocols TLSv1.3; return 204; }
            }
            """.formatted(System.getProperty("user.name").equals("root") ? "user root; " : "")
            .replace("FOLDER", folder.toString()).replace("PLAIN", "" + plain).replace("SECURE", "" + secure));
        nginx = RealServerProgram.start(folder.resolve("out"), List.of(plain, secure), List.of(
            "nginx", "-p", folder.toString(), "-e", folder.resolve("error.log").toString(), "-c",
            folder.resolve("nginx.conf").toString(), "-g", "daemon off;"));
    }

    @AfterAll
    static void stop() {
        nginx.close();
    }

    private static Url url(String path, Optional<String> host, Optional<String> digest) {
        return new Url(path, host, digest, List.of(), Optional.empty(), false);
    }

    private static HealthChecker plain(HttpProtocol protocol, Url... urls) {
        return new HttpGet(
            ProbeRun.to("127.0.0.1", plain, ProbeRun.PATIENCE), ProbeRun.TIMING,
            new Http(List.of(urls), protocol, false));
    }

    private static HealthChecker secure(int port, boolean sni, Optional<String> name, boolean compliant, Url... urls) {
        return new SslGet(
            ProbeRun.to("127.0.0.1", port, ProbeRun.PATIENCE), ProbeRun.TIMING,
            new Http(List.of(urls), HttpProtocol.HTTP_1_0, false), sni, name, compliant);
    }

    private static Outcome run(HealthChecker check) {
        try (var loop = CheckLoop.open()) {
            return ProbeRun.once(loop, check);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpProtocol.class)
    void aPageIsThereWithItsDigest(HttpProtocol protocol) {
        assertEquals(Outcome.of(Reason.OK),
            run(plain(protocol, url("/page.html", Optional.empty(), Optional.of(MD5_OF_PAGE)))));
    }

    @Test
    void statusesAreToldApart() {
        var none = Optional.<String>empty();
        assertEquals("wrong status: 404", run(plain(HttpProtocol.HTTP_1_1, url("/nothing", none, none))).words());
        assertEquals("wrong status: 503", run(plain(HttpProtocol.HTTP_1_1, url("/busy", none, none))).words());
        assertEquals("wrong status: 302", run(plain(HttpProtocol.HTTP_1_1, url("/moved", none, none))).words());
    }

    @Test
    void theVirtualHostDecides() {
        var url = new Url("/", Optional.of("www.example.org"), Optional.empty(),
            List.of(Range.of(207, 207)), Optional.empty(), false);
        assertEquals(Reason.OK, run(plain(HttpProtocol.HTTP_1_0, url)).reason());
    }

    @ParameterizedTest
    @EnumSource(CheckLoop.Transport.class)
    void overTlsAnyCertificateWillDo(CheckLoop.Transport transport) {
        try (var loop = CheckLoop.open(transport)) {
            var check = secure(secure, false, Optional.empty(), false,
                url("/page.html", Optional.empty(), Optional.of(MD5_OF_PAGE)));
            assertEquals(Outcome.of(Reason.OK), ProbeRun.once(loop, check));
        }
    }

    /// nginx chooses by the name in the greeting, whatever the request says: a name that asks for another server
    /// is answered with 421 or by that server.
    @Test
    void theServerNameIsSentOnlyWhenAsked() {
        var page = url("/page.html", Optional.empty(), Optional.empty());
        var named = new Url("/", Optional.of("v1.example.org"), Optional.empty(),
            List.of(Range.of(204, 204)), Optional.empty(), false);
        assertEquals(Reason.OK, run(secure(secure, false, Optional.empty(), false, page)).reason());
        assertEquals(Reason.OK, run(secure(secure, true, Optional.empty(), false, named)).reason());
        assertEquals(Reason.OK, run(secure(secure, true, Optional.of("v1.example.org"), true, named)).reason());
    }

    @Test
    void aServerThatSpeaksNoTlsIsSaidToDoSo() {
        Outcome outcome = run(secure(plain, false, Optional.empty(), false,
            url("/", Optional.empty(), Optional.empty())));
        assertEquals(Reason.TLS_FAILED, outcome.reason(), outcome::words);
    }

    @Test
    void silenceInTheHandshakeIsATimeoutOfTheHandshake() throws IOException {
        try (var server = ScriptedServer.silent(); var loop = CheckLoop.open()) {
            var check = new SslGet(
                ProbeRun.to("127.0.0.1", server.port(), Duration.ofMillis(300)), ProbeRun.TIMING,
                new Http(List.of(url("/", Optional.empty(), Optional.empty())), HttpProtocol.HTTP_1_0, false), false,
                Optional.empty(), false);
            assertEquals("timeout in the TLS handshake: after 0.3 s", ProbeRun.once(loop, check).words());
        }
    }

    @Test
    void aConnectionClosedInTheHandshakeHasFailedThere() throws IOException {
        try (var server = ScriptedServer.start(connection -> connection.getInputStream().read());
            var loop = CheckLoop.open()) {
            var check = secure(server.port(), false, Optional.empty(), false,
                url("/", Optional.empty(), Optional.empty()));
            assertEquals(Reason.TLS_FAILED, ProbeRun.once(loop, check).reason());
        }
    }
}
