package uvs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uvs.config.net.IpAddress;

/// How to find out whether a real server is well: one record for each kind of check.
///
/// All that a check needs stands in its record, whether it was given in its own block, by its real server,
/// its virtual server, or not at all.
public sealed interface HealthChecker {

    /// The block's name, such as `TCP_CHECK`.
    String name();

    /// Checks that connect, or at least send.
    sealed interface Connecting extends HealthChecker {

        Connection connection();

        Timing timing();
    }

    record TcpCheck(Connection connection, Timing timing) implements Connecting {

        @Override
        public String name() {
            return "TCP_CHECK";
        }
    }

    record PingCheck(Connection connection, Timing timing) implements Connecting {

        @Override
        public String name() {
            return "PING_CHECK";
        }
    }

    record HttpGet(Connection connection, Timing timing, Http http) implements Connecting {

        @Override
        public String name() {
            return "HTTP_GET";
        }
    }

    /// @param enableSni    whether the TLS greeting says which host is meant
    /// @param sniName      the name in it; empty for the virtual host
    /// @param tlsCompliant whether the session is closed in the way of the RFC, which takes longer
    record SslGet(
        Connection connection, Timing timing, Http http, boolean enableSni, Optional<String> sniName,
        boolean tlsCompliant) implements Connecting {

        @Override
        public String name() {
            return "SSL_GET";
        }
    }

    /// @param hosts the servers to ask in turn: one, unless several `host` blocks were given
    record SmtpCheck(List<Connection> hosts, Timing timing, String heloName) implements Connecting {

        public SmtpCheck {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("hosts=[] names no server");
            }
        }

        @Override
        public String name() {
            return "SMTP_CHECK";
        }

        @Override
        public Connection connection() {
            return hosts.getFirst();
        }
    }

    /// @param queryName the name asked for; empty for the root
    record DnsCheck(Connection connection, Timing timing, DnsType type, String queryName)
        implements Connecting {

        @Override
        public String name() {
            return "DNS_CHECK";
        }
    }

    /// @param payload what is sent; empty for the text that keepalived sends
    /// @param reply   what must come back; empty when silence is as good as an answer
    record UdpCheck(Connection connection, Timing timing, Optional<HexPattern> payload, Optional<Reply> reply)
        implements Connecting {

        @Override
        public String name() {
            return "UDP_CHECK";
        }
    }

    /// @param timeout after which a run has failed: the delay loop unless given
    /// @param dynamic whether exit statuses from 2 on set the weight
    record MiscCheck(Command command, Timing timing, Duration timeout, boolean dynamic)
        implements HealthChecker {

        @Override
        public String name() {
            return "MISC_CHECK";
        }
    }

    /// @param trackFile the block whose file is read
    /// @param weight    the number in the file is multiplied by this: the block's own weight unless given
    record FileCheck(TrackFile trackFile, int weight, boolean reverse) implements HealthChecker {

        @Override
        public String name() {
            return "FILE_CHECK";
        }
    }

    record BfdCheck(BfdInstance bfdInstance, boolean alpha) implements HealthChecker {

        @Override
        public String name() {
            return "BFD_CHECK";
        }
    }

    /// Where a check connects to, and from where.
    ///
    /// @param address the real server's, unless `connect_ip` was given
    /// @param port    the real server's, unless `connect_port` was given
    /// @param fwmark  on the check's own packets; 0 for none
    record Connection(
        IpAddress address, int port, Optional<IpAddress> bindAddress, int bindPort,
        Optional<String> bindInterface, Duration connectTimeout, int fwmark) {

        public Connection {
            Range.PORT.check("port", port);
            Range.PORT.check("bindPort", bindPort);
        }
    }

    /// When a check runs, and how often it must fail.
    ///
    /// @param retry            tries after the first failure until the real server is down
    /// @param delayBeforeRetry from a failure to the next try
    /// @param warmup           the first run comes within this time, at random
    /// @param delayLoop        from one run to the next
    /// @param alpha            down until the first success
    record Timing(
        int retry, Duration delayBeforeRetry, Duration warmup, Duration delayLoop, boolean alpha,
        boolean logAllFailures) {
    }

    /// What HTTP_GET and SSL_GET ask, and what they expect.
    ///
    /// @param fastRecovery asks all URLs at once when a failed one has come back
    record Http(List<Url> urls, HttpProtocol protocol, boolean fastRecovery) {

        public Http {
            urls = List.copyOf(urls);
            if (urls.isEmpty()) {
                throw new IllegalArgumentException("urls=[] ask for nothing");
            }
        }
    }

    /// @param virtualhost of the header `Host`; empty for the address and port
    /// @param digest      the MD5 of the body in lower case
    /// @param statusCodes which statuses are good
    record Url(
        String path, Optional<String> virtualhost, Optional<String> digest, List<Range> statusCodes,
        Optional<Regex> regex, boolean tlsCompliant) {

        public Url {
            statusCodes = List.copyOf(statusCodes);
        }
    }

    /// A regular expression (PCRE2) that is looked for in the body.
    ///
    /// @param negated   passes when it is not found
    /// @param options   PCRE2's words, such as `caseless`
    /// @param minOffset where a match may start at the earliest
    /// @param maxOffset where a match may start at the latest; 0 for anywhere
    record Regex(
        String pattern, boolean negated, List<String> options, long minOffset, long maxOffset,
        Optional<RegexStack> stack) {

        public Regex {
            options = List.copyOf(options);
        }
    }

    /// The sizes in bytes of the stack of PCRE2's just-in-time compiler.
    record RegexStack(long start, long greatest) {
    }

    /// The request line's version. `HTTP_1_0C` is 1.0 with the header `Connection: close`.
    enum HttpProtocol { HTTP_1_0, HTTP_1_0C, HTTP_1_1 }

    /// The types of RFC 1035, 3596 and 4034 that can be asked for.
    enum DnsType { A, NS, CNAME, SOA, MX, TXT, AAAA, RRSIG, DNSKEY }

    /// @param minLength of the reply in bytes
    /// @param pattern   what its start must look like
    record Reply(int minLength, int maxLength, Optional<HexPattern> pattern) {
    }

    /// Bytes, some of whose half bytes may be anything: `x` in the file.
    ///
    /// @param digits two for each byte: lower-case hexadecimal digits and `x`
    record HexPattern(String digits) {

        public HexPattern {
            if (digits.length() % 2 != 0 || !digits.chars()
                .allMatch(c -> "0123456789abcdefx".indexOf(c) >= 0)) {
                throw new IllegalArgumentException("digits=" + digits + " are not pairs of 0-9, a-f and x");
            }
        }

        public int length() {
            return digits.length() / 2;
        }
    }
}
