package uvs.healthcheck.check;

import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import javax.net.ssl.SSLException;
import uvs.config.HealthChecker;
import uvs.config.HealthChecker.Connecting;
import uvs.config.HealthChecker.Http;
import uvs.config.SslSettings;

/// Makes the probes that carry out checks.
public final class Probes {

    private final CheckLoop loop;
    private final ScriptRunner scripts;
    private final Optional<SslSettings> ssl;
    private final Strictness strictness;
    private Tls tls;

    /// @param ssl what `SSL_GET` presents to servers that ask, and whom it trusts
    public Probes(CheckLoop loop, ScriptRunner scripts, Optional<SslSettings> ssl, Strictness strictness) {
        this.loop = loop;
        this.scripts = scripts;
        this.ssl = ssl;
        this.strictness = strictness;
    }

    /// The probe of a check, or nothing for one that does not run by itself: `FILE_CHECK` hears of changes, and
    /// `BFD_CHECK` is not carried out.
    public Optional<Probe> of(HealthChecker checker) {
        return switch (checker) {
            case HealthChecker.TcpCheck tcp -> Optional.of(new TcpProbe(loop, tcp));
            case HealthChecker.HttpGet http -> Optional.of(http(http, http.http(), false));
            case HealthChecker.SslGet get -> Optional.of(http(get, get.http(), true));
            case HealthChecker.SmtpCheck smtp -> Optional.of(new SmtpProbe(loop, smtp));
            case HealthChecker.DnsCheck dns -> Optional.of(new DnsProbe(loop, dns, strictness.dnsAnswers()));
            case HealthChecker.UdpCheck udp -> Optional.of(new UdpProbe(loop, udp, strictness.udpReplies()));
            case HealthChecker.PingCheck ping -> Optional.of(new PingProbe(loop, ping));
            case HealthChecker.MiscCheck misc -> Optional.of(new MiscProbe(loop, misc, scripts));
            case HealthChecker.FileCheck _, HealthChecker.BfdCheck _ -> Optional.empty();
        };
    }

    /// A check whose regular expression or certificate cannot be read fails with that as its reason.
    private Probe http(Connecting check, Http http, boolean secure) {
        try {
            return new HttpProbe(loop, check, http, secure ? Optional.of(tls()) : Optional.empty());
        } catch (PatternSyntaxException e) {
            return failing("regex " + e.getPattern() + ": " + e.getDescription());
        } catch (SSLException | IllegalArgumentException e) {
            return failing("TLS: " + e.getMessage());
        }
    }

    private Probe failing(String why) {
        return done -> {
            loop.eventLoop().execute(() -> done.accept(Outcome.of(Reason.LOCAL, why)));
            return () -> { };
        };
    }

    private Tls tls() throws SSLException {
        if (tls == null) {
            tls = new Tls(ssl, strictness.certificates());
        }
        return tls;
    }
}
