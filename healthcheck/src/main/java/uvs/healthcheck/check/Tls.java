package uvs.healthcheck.check;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import uvs.config.SslSettings;
import uvs.config.net.IpAddress;

/// TLS as `SSL_GET` speaks it: any certificate will do, since a check asks whether the server serves, unless
/// [Strictness] wants more.
final class Tls {

    private final SslContext context;
    private final boolean verify;

    /// Who the server is.
    ///
    /// @param greeted what the greeting says is meant; empty to say nothing
    /// @param named   whom the certificate must be for, where certificates are verified; empty for anybody
    record Peer(Optional<String> greeted, Optional<String> named) {

        static final Peer ANYBODY = new Peer(Optional.empty(), Optional.empty());
    }

    /// @param settings the block `SSL`: what is presented to a server that asks who we are, and who may sign
    /// @param verify   whether certificates must be valid
    Tls(Optional<SslSettings> settings, boolean verify) throws SSLException {
        this.verify = verify;
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm(null);
        if (!verify) {
            builder.trustManager(new TrustAnything());
        } else {
            settings.flatMap(SslSettings::ca).ifPresent(ca -> builder.trustManager(new File(ca)));
        }
        if (settings.isPresent() && settings.get().certificate().isPresent()) {
            SslSettings given = settings.get();
            String certificate = given.certificate().orElseThrow();
            builder.keyManager(
                new File(certificate), new File(given.key().orElse(certificate)),
                given.password().orElse(null));
        }
        context = builder.build();
    }

    /// A handler for one connection. Its handshake has no time limit of its own.
    SslHandler handler(ChannelHandlerContext channel, Peer peer) {
        Optional<String> named = peer.named().map(Tls::host);
        SSLEngine engine = named.isPresent()
            ? context.newEngine(channel.alloc(), named.get(), -1) : context.newEngine(channel.alloc());
        SSLParameters parameters = engine.getSSLParameters();
        // An empty list, else the engine greets with the name that it is to find in the certificate.
        parameters.setServerNames(peer.greeted().map(Tls::host).filter(host -> IpAddress.parse(host).isEmpty())
            .map(host -> List.<SNIServerName>of(
                new SNIHostName(host.getBytes(StandardCharsets.UTF_8))))
            .orElse(List.of()));
        if (verify && named.isPresent()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /// A virtual host, as it stands in the header `Host`, may have a port.
    private static String host(String virtualhost) {
        return virtualhost.startsWith("[") ? virtualhost.replaceAll("^\\[(.*)\\](:[0-9]*)?$", "$1")
            : virtualhost.replaceAll("^([^:]*):[0-9]*$", "$1");
    }

    private static final class TrustAnything extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
