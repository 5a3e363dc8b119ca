package uvs.healthcheck.check;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import uvs.config.SslSettings;

/// TLS as `SSL_GET` speaks it: any certificate will do, since a check asks whether the server serves.
final class Tls {

    private final SslContext context;

    /// @param settings the block `SSL`: what is presented to a server that asks who we are
    Tls(Optional<SslSettings> settings) throws SSLException {
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm(null).trustManager(new TrustAnything());
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
    ///
    /// @param serverName what the greeting says is meant; empty to say nothing
    SslHandler handler(ChannelHandlerContext channel, Optional<String> serverName) {
        SSLEngine engine = context.newEngine(channel.alloc());
        if (serverName.isPresent()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName.get())));
            engine.setSSLParameters(parameters);
        }
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
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
