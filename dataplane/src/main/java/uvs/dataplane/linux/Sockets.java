package uvs.dataplane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The socket calls, for sockets of any family. All sockets are close-on-exec. They are in blocking mode, since
/// io_uring would answer `EAGAIN` for others instead of waiting; the calls here never wait all the same.
public final class Sockets {

    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOL_SOCKET = 1;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int MSG_TRUNC = 0x20;

    static final int MSG_DONTWAIT = 0x40;
    private static final int SOCK_CLOEXEC = 0x80000;

    // int socket(int domain, int type, int protocol)
    private static final MethodHandle SOCKET =
        NativeCalls.find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)
    private static final MethodHandle BIND =
        NativeCalls.find("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)
    private static final MethodHandle CONNECT =
        NativeCalls.find("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    // int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen)
    private static final MethodHandle SETSOCKOPT = NativeCalls.find("setsockopt",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    // int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)
    private static final MethodHandle GETSOCKOPT = NativeCalls.find("getsockopt",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *addr, socklen_t addrlen)
    private static final MethodHandle SENDTO = NativeCalls.find("sendto",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *addr, socklen_t *addrlen)
    private static final MethodHandle RECVFROM = NativeCalls.find("recvfrom",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));

    private Sockets() {
    }

    /// @param what for messages, as `packet socket on eth0`
    public static Descriptor open(int domain, int type, int protocol, String what) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int number = (int) SOCKET.invokeExact(state, domain, type | SOCK_CLOEXEC, protocol);
            if (number < 0) {
                throw new SystemCallException("socket(" + domain + ", " + type + ", " + protocol + ") for " + what,
                    NativeCalls.errno(state));
            }
            return new Descriptor(number, what);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// @param address a `struct sockaddr_*` of any family, in native memory
    public static void bind(Descriptor socket, MemorySegment address) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) BIND.invokeExact(state, socket.number(), address, (int) address.byteSize());
            check(answer, state, "bind(" + socket + ")");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Connects a datagram socket, which takes no time.
    ///
    /// @param address a `struct sockaddr_*` of any family, in native memory
    public static void connect(Descriptor socket, MemorySegment address) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) CONNECT.invokeExact(state, socket.number(), address, (int) address.byteSize());
            check(answer, state, "connect(" + socket + ")");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    public static void setOption(Descriptor socket, int level, int option, int value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            setOption(socket, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /// @param value in native memory
    public static void setOption(Descriptor socket, int level, int option, MemorySegment value)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            int answer = (int) SETSOCKOPT.invokeExact(
                state, socket.number(), level, option, value, (int) value.byteSize());
            check(answer, state, "setsockopt(" + socket + ", " + level + ", " + option + ")");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Reads an option into `value`, which is in native memory, and answers its length in bytes.
    public static int option(Descriptor socket, int level, int option, MemorySegment value)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            int answer = (int) GETSOCKOPT.invokeExact(state, socket.number(), level, option, value, length);
            check(answer, state, "getsockopt(" + socket + ", " + level + ", " + option + ")");
            return length.get(JAVA_INT, 0);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Sends `bytes`, all native memory, as one message.
    ///
    /// @param address a `struct sockaddr_*`, or [MemorySegment#NULL] for a socket which knows where to
    public static void send(Descriptor socket, MemorySegment bytes, MemorySegment address)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            long sent = (long) SENDTO.invokeExact(state, socket.number(), bytes, bytes.byteSize(), MSG_DONTWAIT, address,
                (int) address.byteSize());
            check(sent, state, "sendto(" + socket + ", " + bytes.byteSize() + " bytes)");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    /// Receives one message into `bytes` and answers its length, or -1 when there is none now.
    ///
    /// @param address where the sender's `struct sockaddr_*` goes, or [MemorySegment#NULL]
    public static int receive(Descriptor socket, MemorySegment bytes, int flags, MemorySegment address)
        throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeCalls.stateIn(arena);
            MemorySegment length = address.equals(MemorySegment.NULL)
                ? MemorySegment.NULL : arena.allocateFrom(JAVA_INT, (int) address.byteSize());
            long received = (long) RECVFROM.invokeExact(
                state, socket.number(), bytes, bytes.byteSize(), flags | MSG_DONTWAIT, address, length);
            if (received < 0 && isNothingNow(NativeCalls.errno(state))) {
                return -1;
            }
            check(received, state, "recvfrom(" + socket + ")");
            return (int) received;
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable thrown) {
            throw NativeCalls.broken(thrown);
        }
    }

    private static boolean isNothingNow(int errno) {
        return errno == Errno.EAGAIN || errno == Errno.EINTR;
    }

    private static void check(long answer, MemorySegment state, String call) throws SystemCallException {
        if (answer < 0) {
            throw new SystemCallException(call, NativeCalls.errno(state));
        }
    }
}
