package uvs.dataplane.conn;


import java.util.concurrent.TimeUnit;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// A view of one connection in the table.
///
/// Made once by its user and laid over another line by each search. The line belongs to the worker which
/// inserted the connection, and that worker may remove it at any time; so a packet that was rewritten by what
/// this view said may leave only when [#isValid] still holds then. Writing through a stale view changes no
/// state: flags and state are compared with the generation. A deadline, a note or a packet count which
/// comes too late may land in the line's next connection, where it does no harm.
///
/// Addresses stand in two halves as in [IpAddress].
public final class Connection {

    private static final long MILLISECOND_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final OffHeap lines;
    private int line = Line.NONE;
    private int generation;
    private long at;
    private boolean reply;

    Connection(OffHeap lines) {
        this.lines = lines;
    }

    Connection wrap(int newLine, int newGeneration, boolean newReply) {
        line = newLine;
        generation = newGeneration;
        at = Line.offset(newLine);
        reply = newReply;
        return this;
    }

    /// Lays this view over what another one lies over.
    public Connection copy(Connection other) {
        return wrap(other.line, other.generation, other.reply);
    }

    /// Whether the line still holds the connection that this view was laid over.
    public boolean isValid() {
        return line != Line.NONE && Line.generation(control()) == generation;
    }

    /// Whether the search that laid this view matched a reply: a packet from the real server.
    public boolean isReply() {
        return reply;
    }

    /// The number of the line: stable during the life of the connection.
    public int line() {
        return line;
    }

    /// How often the line was taken and freed; with [#line] the name of this connection for all time.
    public int generation() {
        return generation;
    }

    public boolean isIpv6() {
        return (ports() & ConnectionKey.IPV6) != 0;
    }

    /// The number of the protocol in the IP header; 0 for the template of a firewall-mark service.
    public int protocol() {
        return (int) ports() & 0xff;
    }

    public boolean isTemplate() {
        return (ports() & ConnectionKey.TEMPLATE) != 0;
    }

    public long clientHigh() {
        return lines.getLong(at + Line.CLIENT_HIGH);
    }

    public long clientLow() {
        return lines.getLong(at + Line.CLIENT_LOW);
    }

    public int clientPort() {
        return (int) (ports() >>> 32) & 0xffff;
    }

    public long virtualHigh() {
        return lines.getLong(at + Line.VIRTUAL_HIGH);
    }

    public long virtualLow() {
        return lines.getLong(at + Line.VIRTUAL_LOW);
    }

    public int virtualPort() {
        return (int) (ports() >>> 16) & 0xffff;
    }

    public long realHigh() {
        return lines.getLong(at + Line.REAL_HIGH);
    }

    public long realLow() {
        return lines.getLong(at + Line.REAL_LOW);
    }

    public int realPort() {
        return (int) (ports() >>> 48);
    }

    /// The family of the real server's address, which with a tunnel may differ from the client's.
    public boolean realIsIpv6() {
        return has(ConnectionFlags.REAL_IPV6);
    }

    public IpAddress client() {
        return address(isIpv6(), clientHigh(), clientLow());
    }

    public IpAddress virtual() {
        return address(isIpv6(), virtualHigh(), virtualLow());
    }

    public IpAddress real() {
        return address(realIsIpv6(), realHigh(), realLow());
    }

    private static IpAddress address(boolean ipv6, long high, long low) {
        return new IpAddress(ipv6 ? Family.IPV6 : Family.IPV4, high, low);
    }

    /// The flags, see [ConnectionFlags].
    public int flags() {
        return Line.flags(control());
    }

    public boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /// One of [ConnectionFlags#NAT] and the other methods.
    public int method() {
        return flags() & ConnectionFlags.METHOD_MASK;
    }

    /// The number of the state in the protocol's enum; for a template 1 once it is assured.
    public int state() {
        return Line.state(control());
    }

    /// When the connection ends if no packet comes, on the clock of the packet path.
    public long deadlineNs() {
        return lines.getLongOpaque(at + Line.DEADLINE);
    }

    /// How long after a packet the connection ends, as of the last change of state.
    public long timeoutNs() {
        return Integer.toUnsignedLong(lines.getIntOpaque(at + Line.TIMEOUT)) * MILLISECOND_NS;
    }

    void timeoutNs(long timeoutNs) {
        lines.setIntOpaque(at + Line.TIMEOUT, timeoutMs(timeoutNs));
    }

    /// Whole milliseconds, rounded up, in 32 bits without sign: 49 days at most.
    static int timeoutMs(long timeoutNs) {
        return (int) Math.clamp((timeoutNs + MILLISECOND_NS - 1) / MILLISECOND_NS, 0, 0xffff_ffffL);
    }

    /// The service table's number of the real server, or -1 when there is none (bypass).
    public int realServer() {
        return lines.getInt(at + Line.REAL_SERVER);
    }

    /// The service table's number of the virtual server.
    public int virtualServer() {
        return lines.getInt(at + Line.OWNER_AND_VIRTUAL_SERVER) & Line.VIRTUAL_SERVER_MASK;
    }

    /// The number of the worker which inserted the connection.
    public int owner() {
        return lines.getInt(at + Line.OWNER_AND_VIRTUAL_SERVER) >>> Line.OWNER_SHIFT;
    }

    /// What [#note(int)] remembered, 0 for nothing yet. Not interpreted here: it is the forwarder's.
    public int note() {
        return lines.getIntOpaque(at + Line.NOTE);
    }

    public Connection note(int note) {
        lines.setIntOpaque(at + Line.NOTE, note);
        return this;
    }

    /// Packets counted by [#countPacket].
    public int packets() {
        return lines.getIntOpaque(at + Line.PACKETS);
    }

    /// Counts one packet from the client, as IPVS does for its sync threshold and its defence against memory
    /// shortage. Two workers who count at once may count one.
    public Connection countPacket() {
        lines.setIntOpaque(at + Line.PACKETS, packets() + 1);
        return this;
    }

    /// The connections that a template controls now: it stays while there are any.
    public int controlled() {
        return (int) lines.getLongOpaque(at + Line.CONTROLLED);
    }

    /// Whether another connection, such as a persistence template, controls this one.
    public boolean isControlled() {
        return templateLine() != Line.NONE;
    }

    int templateLine() {
        return lines.getInt(at + Line.TEMPLATE_LINE);
    }

    int templateGeneration() {
        return lines.getInt(at + Line.TEMPLATE_GENERATION);
    }

    /// Notes that the kernel carries packets of the connection, or does not any more. Any worker may call this.
    ///
    /// @param set   [ConnectionFlags#OFFLOADED], [ConnectionFlags#OFFLOADED_REPLIES], both or 0
    /// @param clear the same
    /// @return false when the view is stale: nothing was noted
    public boolean offloaded(int set, int clear) {
        return change(set, clear);
    }

    /// Sets and clears flags at once. Answers false, and has done nothing, when the view is stale.
    boolean change(int set, int clear) {
        while (true) {
            long control = control();
            if (Line.generation(control) != generation) {
                return false;
            }
            if (changeControl(control, Line.flags(control) & ~clear | set, Line.state(control))) {
                return true;
            }
        }
    }

    /// Flags and state in one word with the generation.
    long control() {
        return lines.getLongAcquire(at + Line.CONTROL);
    }

    boolean changeControl(long control, int flags, int state) {
        long changed = Line.control(generation, flags, state);
        return changed == control || lines.compareAndSetLong(at + Line.CONTROL, control, changed);
    }

    void deadlineNs(long deadlineNs) {
        lines.setLongOpaque(at + Line.DEADLINE, deadlineNs);
    }

    /// Fills `key` with what packets from the client have: the key that this connection stands under.
    public ConnectionKey forwardKey(ConnectionKey key) {
        return key.set(identity(), clientHigh(), clientLow(), clientPort(),
            virtualHigh(), virtualLow(), virtualPort());
    }

    /// Fills `key` with what packets from the real server have.
    public ConnectionKey replyKey(ConnectionKey key) {
        return key.set(identity(), realHigh(), realLow(), realPort(),
            clientHigh(), clientLow(), clientPort());
    }

    private int identity() {
        return (int) ports() & 0xffff;
    }

    private long ports() {
        return lines.getLong(at + Line.PORTS);
    }
}
