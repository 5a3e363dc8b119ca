package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// Asks a network interface for its link, in the three ways that drivers have known since they have been written
/// (netdevice(7), `linux/mii.h`, `linux/ethtool.h`). A driver that does not know a way answers `EOPNOTSUPP`.
///
/// One thread at a time.
public final class LinkProbe implements AutoCloseable {

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCETHTOOL = 0x8946;
    private static final long SIOCGMIIPHY = 0x8947;
    private static final long SIOCGMIIREG = 0x8948;
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int ETHTOOL_GCHANNELS = 0x3c;
    private static final int IFF_RUNNING = 0x40;

    /// `MII_BMSR`, the basic status of the transceiver, and its bit `BMSR_LSTATUS`.
    private static final short BASIC_STATUS = 1;
    private static final int LINK_STATUS = 0x0004;

    /// `struct ifreq`: the name, then what is asked for: `struct mii_ioctl_data` or a pointer.
    private static final int REQUEST_SIZE = 40;
    private static final int NAME_SIZE = 16;
    private static final int DATA = 16;
    private static final int REGISTER = DATA + 2;
    private static final int VALUE = DATA + 6;
    private static final int ETHTOOL_VALUE_SIZE = 8;
    /// `struct ethtool_channels`, and in it how many queues only receive, and how many do both.
    private static final int CHANNELS_SIZE = 36;
    private static final int RECEIVING = 20;
    private static final int COMBINED = 32;

    // int ioctl(int fd, unsigned long request, ...)
    private static final MethodHandle IOCTL = NativeCalls.findVariadic("ioctl",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);

    private final Descriptor socket;

    public LinkProbe() throws SystemCallException {
        socket = Sockets.open(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0, "link status");
    }

    /// What the transceiver says. Its status keeps that the link was lost until it is read, so the second answer counts.
    public boolean mii(String interfaceName) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, interfaceName);
            ask(SIOCGMIIPHY, "SIOCGMIIPHY", request, interfaceName);
            request.set(JAVA_SHORT, REGISTER, BASIC_STATUS);
            ask(SIOCGMIIREG, "SIOCGMIIREG", request, interfaceName);
            ask(SIOCGMIIREG, "SIOCGMIIREG", request, interfaceName);
            return (request.get(JAVA_SHORT, VALUE) & LINK_STATUS) != 0;
        }
    }

    /// What the driver says to ethtool.
    public boolean ethtool(String interfaceName) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, interfaceName);
            MemorySegment value = arena.allocate(ETHTOOL_VALUE_SIZE, 4);
            value.set(JAVA_INT, 0, ETHTOOL_GLINK);
            request.set(ADDRESS, DATA, value);
            ask(SIOCETHTOOL, "SIOCETHTOOL ETHTOOL_GLINK", request, interfaceName);
            return value.get(JAVA_INT, 4) != 0;
        }
    }

    /// How many receive queues are in use. A driver that does not know the question has one.
    public int receiveQueues(String interfaceName) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, interfaceName);
            MemorySegment channels = arena.allocate(CHANNELS_SIZE, 4);
            channels.set(JAVA_INT, 0, ETHTOOL_GCHANNELS);
            request.set(ADDRESS, DATA, channels);
            ask(SIOCETHTOOL, "SIOCETHTOOL ETHTOOL_GCHANNELS", request, interfaceName);
            return Math.max(1, channels.get(JAVA_INT, RECEIVING) + channels.get(JAVA_INT, COMBINED));
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return 1;
            }
            throw e;
        }
    }

    /// What the kernel believes of it.
    public boolean flags(String interfaceName) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, interfaceName);
            ask(SIOCGIFFLAGS, "SIOCGIFFLAGS", request, interfaceName);
            return (request.get(JAVA_SHORT, DATA) & IFF_RUNNING) != 0;
        }
    }

    private static MemorySegment request(Arena arena, String interfaceName) {
        byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
        if (name.length >= NAME_SIZE) {
            throw new IllegalArgumentException("interface=" + interfaceName + " is longer than 15 bytes");
        }
        MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
        MemorySegment.copy(MemorySegment.ofArray(name), 0, request, 0, name.length);
        return request;
    }

    private void ask(long what, String name, MemorySegment request, String interfaceName) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) IOCTL.invokeExact(state, socket.number(), what, request);
            if (answer < 0) {
                throw new SystemCallException("ioctl(" + name + ") of " + interfaceName, NativeCalls.errno(state));
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
