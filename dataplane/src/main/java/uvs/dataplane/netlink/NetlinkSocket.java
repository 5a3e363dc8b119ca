package uvs.dataplane.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.Poller;
import uvs.dataplane.linux.Sockets;
import uvs.dataplane.linux.SystemCallException;

/// One netlink socket, for requests or for notifications. One thread owns it.
public final class NetlinkSocket implements AutoCloseable {

    /// `NETLINK_ROUTE`: links, addresses, routes, neighbours.
    public static final int ROUTE = 0;
    /// `NETLINK_GENERIC`: among others IPVS.
    public static final int GENERIC = 16;

    public static final int REQUEST = 1;
    public static final int ACKNOWLEDGE = 4;
    public static final int DUMP = 0x300;

    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int SOCKADDR_NL_SIZE = 12;
    /// The kernel never makes a datagram of a dump larger than 32 KiB.
    private static final int RECEIVE_SIZE = 64 * 1024;
    private static final int BUFFER_BYTES = 4 * 1024 * 1024;
    private static final long ANSWER_TIMEOUT_NS = 5_000_000_000L;
    /// After so many dumps that the table changed under, the last one must do.
    private static final int DUMP_TRIES = 5;

    private final Descriptor socket;
    private final Poller poller;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_SIZE);
    private int sequence;
    /// Whether the last answer was a dump that may have gaps.
    private boolean interrupted;

    /// @param protocol [#ROUTE] or [#GENERIC]
    /// @param groups   the multicast groups to follow, by number (`RTNLGRP_…`)
    public NetlinkSocket(int protocol, int... groups) throws SystemCallException {
        socket = Sockets.open(Sockets.AF_NETLINK, Sockets.SOCK_RAW, protocol, "netlink socket " + protocol);
        try {
            enlargeBuffer();
            bind();
            Sockets.setOption(socket, SOL_NETLINK, NETLINK_EXT_ACK, 1);
            if (groups.length == 0 && protocol == ROUTE) {
                Sockets.setOption(socket, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
            }
            for (int group : groups) {
                Sockets.setOption(socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
            }
            poller = new Poller(socket);
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private void enlargeBuffer() throws SystemCallException {
        try {
            Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, BUFFER_BYTES);
        } catch (SystemCallException e) {
            // Without CAP_NET_ADMIN of the first user namespace the machine's maximum holds.
            Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, BUFFER_BYTES);
        }
    }

    private void bind() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_NL_SIZE, 4);
            address.set(JAVA_SHORT, 0, (short) Sockets.AF_NETLINK);
            address.set(JAVA_INT, 4, 0);
            Sockets.bind(socket, address);
        }
    }

    /// For a [Poller] of the owner's.
    public Descriptor descriptor() {
        return socket;
    }

    /// Sends a request and answers all messages of its answer: none for a request that is only acknowledged. A dump
    /// during which the table changed is asked for again, since it may lack what was there all the time.
    ///
    /// @param what for messages, as `RTM_NEWADDR 192.0.2.1/24 dev eth0`
    public List<NetlinkMessage> request(NetlinkWriter message, String what) throws SystemCallException {
        List<NetlinkMessage> answer = requestOnce(message, what);
        for (int i = 1; i < DUMP_TRIES && interrupted; i++) {
            answer = requestOnce(message, what);
        }
        return answer;
    }

    private List<NetlinkMessage> requestOnce(NetlinkWriter message, String what) throws SystemCallException {
        int own = ++sequence;
        ByteBuffer bytes = message.finish(own);
        Sockets.send(socket, MemorySegment.ofBuffer(bytes), MemorySegment.NULL);
        var answer = new ArrayList<NetlinkMessage>();
        interrupted = false;
        long deadlineNs = System.nanoTime() + ANSWER_TIMEOUT_NS;
        while (true) {
            poller.awaitNs(deadlineNs - System.nanoTime());
            List<NetlinkMessage> received = receive();
            // A signal may have ended the wait early.
            if (received.isEmpty() && System.nanoTime() - deadlineNs >= 0) {
                throw new SystemCallException("netlink " + what, Errno.ETIMEDOUT);
            }
            for (NetlinkMessage each : received) {
                if (each.sequence() != own) {
                    continue;
                }
                interrupted |= each.isOfInterruptedDump();
                if (each.type() == NetlinkMessage.ERROR || each.type() == NetlinkMessage.DONE) {
                    // A dump that failed half-way says so in the number that follows its DONE.
                    int errno = each.payload().limit() >= 4 ? each.errno() : 0;
                    if (errno != 0) {
                        throw new SystemCallException("netlink " + what, errno);
                    }
                    return answer;
                }
                answer.add(each);
            }
        }
    }

    /// The messages that are there now; none when there are none. The caller may keep them.
    ///
    /// @throws SystemCallException with `ENOBUFS` when notifications were lost: ask for everything anew
    public List<NetlinkMessage> receive() throws SystemCallException {
        buffer.clear();
        int length = Sockets.receive(socket, MemorySegment.ofBuffer(buffer), 0, MemorySegment.NULL);
        if (length <= 0) {
            return List.of();
        }
        var copy = ByteBuffer.allocate(length);
        copy.put(buffer.limit(length)).flip();
        return NetlinkMessage.split(copy);
    }

    @Override
    public void close() {
        poller.close();
        socket.close();
    }
}
