package uvs.healthcheck.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uvs.config.HealthChecker.Http;
import uvs.config.HealthChecker.HttpProtocol;
import uvs.config.HealthChecker.SslGet;
import uvs.config.HealthChecker.Url;
import uvs.config.SslSettings;

/// SSL_GET with certificates of every kind: by a server that sees how a session was closed.
class CertificateTest {

    private static final String REPLY = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Strictness VERIFYING = new Strictness(true, false, false);

    @TempDir
    private Path folder;
    private X509Bundle authority;

    @BeforeEach
    void sign() throws Exception {
        authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
    }

    /// A server with a certificate.
    ///
    /// @param closed completes with whether the client announced the end of the session
    private record Server(MultiThreadIoEventLoopGroup group, Channel listener, CompletableFuture<Boolean> closed)
        implements AutoCloseable {

        /// @param clients who signs what clients must present, if they must
        static Server with(X509Bundle certificate, Optional<X509Bundle> clients) throws Exception {
            var builder = SslContextBuilder.forServer(certificate.toKeyManagerFactory());
            clients.ifPresent(by -> builder.trustManager(by.getCertificate()).clientAuth(ClientAuth.REQUIRE));
            SslContext context = builder.build();
            var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            var closed = new CompletableFuture<Boolean>();
            Channel listener = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(context.newHandler(channel.alloc()), new Session(closed));
                    }
                })
                .bind("127.0.0.1", 0).sync().channel();
            return new Server(group, listener, closed);
        }

        int port() {
            return ((InetSocketAddress) listener.localAddress()).getPort();
        }

        @Override
        public void close() {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /// Answers a request, and sees how the session ends.
    private static final class Session extends SimpleChannelInboundHandler<ByteBuf> {

        private final CompletableFuture<Boolean> closed;

        Session(CompletableFuture<Boolean> closed) {
            this.closed = closed;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
            context.writeAndFlush(Unpooled.copiedBuffer(REPLY, StandardCharsets.US_ASCII));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslCloseCompletionEvent close) {
                closed.complete(close.isSuccess());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private CertificateBuilder server() {
        return new CertificateBuilder().subject("CN=real server").addSanDnsName("www.example.org");
    }

    private Optional<SslSettings> trusting() {
        return Optional.of(new SslSettings(
            Optional.empty(), Optional.of(folder.resolve("ca.pem").toString()), Optional.empty(), Optional.empty()));
    }

    private static SslGet check(Server server, Optional<String> virtualhost, boolean compliant) {
        var url = new Url("/", virtualhost, Optional.empty(), List.of(), Optional.empty(), false);
        return new SslGet(
            ProbeRun.to("127.0.0.1", server.port(), ProbeRun.PATIENCE), ProbeRun.TIMING,
            new Http(List.of(url), HttpProtocol.HTTP_1_0, false), false, Optional.empty(), compliant);
    }

    private static Outcome run(SslGet check, Optional<SslSettings> settings, Strictness strictness) {
        try (var loop = CheckLoop.open()) {
            return ProbeRun.once(loop, ProbeRun.probe(loop, check, settings, strictness));
        }
    }

    @ParameterizedTest
    @CsvSource({",OK", "www.example.org,OK", "www.example.org:443,OK", "other.example.org,CERTIFICATE"})
    void aVerifiedCertificateIsForTheVirtualHost(String virtualhost, Reason expected) throws Exception {
        try (var server = Server.with(server().buildIssuedBy(authority), Optional.empty())) {
            Outcome outcome = run(check(server, Optional.ofNullable(virtualhost), false), trusting(), VERIFYING);
            assertEquals(expected, outcome.reason(), outcome::words);
        }
    }

    @Test
    void aVerifiedCertificateIsInItsTime() throws Exception {
        Instant now = Instant.now();
        var old = server().notBefore(now.minus(Duration.ofDays(20))).notAfter(now.minus(Duration.ofDays(10)));
        var young = server().notBefore(now.plus(Duration.ofDays(10))).notAfter(now.plus(Duration.ofDays(20)));
        try (var server = Server.with(old.buildIssuedBy(authority), Optional.empty())) {
            Outcome outcome = run(check(server, Optional.empty(), false), trusting(), VERIFYING);
            assertTrue(outcome.words().startsWith("certificate not valid: expired, "), outcome::words);
        }
        try (var server = Server.with(young.buildIssuedBy(authority), Optional.empty())) {
            Outcome outcome = run(check(server, Optional.empty(), false), trusting(), VERIFYING);
            assertTrue(outcome.words().startsWith("certificate not valid: not yet valid, "), outcome::words);
        }
    }

    @Test
    void aVerifiedCertificateIsSignedByATrustedAuthority() throws Exception {
        for (Optional<SslSettings> settings : List.of(trusting(), Optional.<SslSettings>empty())) {
            try (var server = Server.with(server().setIsCertificateAuthority(true).buildSelfSigned(), Optional.empty())) {
                Outcome outcome = run(check(server, Optional.empty(), false), settings, VERIFYING);
                assertEquals("certificate not valid: not signed by a trusted authority", outcome.words());
            }
        }
    }

    @Test
    void unlessAskedForNothingIsVerified() throws Exception {
        var old = server().notAfter(Instant.now().minus(Duration.ofDays(1))).notBefore(Instant.EPOCH);
        try (var server = Server.with(old.buildIssuedBy(authority), Optional.empty())) {
            Outcome outcome = run(
                check(server, Optional.of("other.example.org"), false), Optional.empty(), Strictness.NONE);
            assertEquals(Reason.OK, outcome.reason(), outcome::words);
        }
    }

    @Test
    void aServerThatAsksIsShownTheCertificateOfTheBlock() throws Exception {
        X509Bundle client = new CertificateBuilder().subject("CN=director").buildIssuedBy(authority);
        Files.writeString(folder.resolve("client.pem"), client.getCertificatePEM());
        Files.writeString(folder.resolve("client.key"), client.getPrivateKeyPEM());
        var shown = new SslSettings(
            Optional.empty(), Optional.empty(), Optional.of(folder.resolve("client.pem").toString()),
            Optional.of(folder.resolve("client.key").toString()));
        try (var server = Server.with(server().buildIssuedBy(authority), Optional.of(authority))) {
            assertEquals(Reason.OK,
                run(check(server, Optional.empty(), false), Optional.of(shown), Strictness.NONE).reason());
        }
        try (var server = Server.with(server().buildIssuedBy(authority), Optional.of(authority))) {
            Outcome outcome = run(check(server, Optional.empty(), false), Optional.empty(), Strictness.NONE);
            assertEquals(Reason.TLS_FAILED, outcome.reason(), outcome::words);
        }
    }

    @Test
    void anAuthorityThatCannotBeReadIsTheReason() throws Exception {
        var missing = new SslSettings(
            Optional.empty(), Optional.of(folder.resolve("none.pem").toString()), Optional.empty(), Optional.empty());
        try (var server = Server.with(server().buildIssuedBy(authority), Optional.empty())) {
            Outcome outcome = run(check(server, Optional.empty(), false), Optional.of(missing), VERIFYING);
            assertEquals(Reason.LOCAL, outcome.reason());
            assertTrue(outcome.words().contains("none.pem"), outcome::words);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyACompliantCheckAnnouncesTheEndOfTheSession(boolean compliant) throws Exception {
        try (var server = Server.with(server().buildIssuedBy(authority), Optional.empty())) {
            assertEquals(Reason.OK,
                run(check(server, Optional.empty(), compliant), Optional.empty(), Strictness.NONE).reason());
            assertEquals(compliant, server.closed().get(20, TimeUnit.SECONDS));
        }
    }
}
