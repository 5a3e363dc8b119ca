package uvs.vrrp.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// Keeps packets to virtual addresses from this host's own programs, where accept mode is off (RFC 9568, section
/// 6.1): a table of nftables. Virtual servers are not concerned, since their packets never come so far.
///
/// The rules are there in whatever state the virtual routers are: without the addresses they match nothing. So a
/// failover never waits for `nft`, and neither does the thread `vrrp`: this is called by others.
public final class AcceptFilter implements AutoCloseable {

    private static final int LIMIT_S = 10;

    private final String table;
    private boolean present;

    /// @param table the name of the table, in the family inet
    public AcceptFilter(String table) {
        this.table = table;
    }

    /// Makes the filter what these addresses need; without any it is taken away.
    ///
    /// @throws IOException with what `nft` said and the cure
    public void apply(List<IpAddress> refused) throws IOException {
        if (refused.isEmpty() && !present) {
            return;
        }
        // Adding first makes deleting right whether the table was there or not.
        String text = "add table inet " + table + "\ndelete table inet " + table + "\n";
        if (!refused.isEmpty()) {
            text += rules(refused);
        }
        run(text);
        present = !refused.isEmpty();
    }

    private String rules(List<IpAddress> refused) {
        return "table inet " + table + " {\n chain input {\n  type filter hook input priority -1;\n"
            + rule("ip", refused, Family.IPV4)
            // Neighbours must find out where an address lives, whether it takes packets or not.
            + (refused.stream().anyMatch(address -> address.family() == Family.IPV6)
                ? "  icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n" : "")
            + rule("ip6", refused, Family.IPV6) + " }\n}\n";
    }

    private static String rule(String protocol, List<IpAddress> refused, Family family) {
        String all = refused.stream().filter(address -> address.family() == family).map(IpAddress::toString)
            .distinct().collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "  " + protocol + " daddr { " + all + " } drop\n";
    }

    private static void run(String text) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("nft: " + e.getMessage() + "; install the package nftables, or take out no_accept"
                + " and vrrp_strict", e);
        }
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("nft refuses the rules of no_accept: " + said.replace('\n', ' '));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while nft was run", e);
        }
    }

    /// Takes the filter away.
    @Override
    public void close() throws IOException {
        apply(List.of());
    }
}
