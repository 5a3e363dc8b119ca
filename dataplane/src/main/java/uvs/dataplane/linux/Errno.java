package uvs.dataplane.linux;

/// The error numbers that this project tells apart, with their names and the usual cure.
public final class Errno {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ERANGE = 34;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    private Errno() {
    }

    public static String name(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted";
            case ENOENT -> "no such file or object";
            case ESRCH -> "no such process or object";
            case EINTR -> "interrupted";
            case EIO -> "input or output failed";
            case ENXIO -> "no such device or address";
            case EAGAIN -> "try again";
            case ENOMEM -> "out of memory";
            case EACCES -> "permission denied";
            case EBUSY -> "busy";
            case EEXIST -> "exists already";
            case ENODEV -> "no such device";
            case EINVAL -> "invalid argument";
            case ERANGE -> "out of range";
            case EMSGSIZE -> "message too long";
            case ENOPROTOOPT -> "protocol not available";
            case EPROTONOSUPPORT -> "protocol not supported";
            case EOPNOTSUPP -> "operation not supported";
            case EAFNOSUPPORT -> "address family not supported";
            case EADDRINUSE -> "address in use";
            case EADDRNOTAVAIL -> "address not available";
            case ENETDOWN -> "network is down";
            case ENETUNREACH -> "network is unreachable";
            case ENOBUFS -> "no buffer space";
            case EISCONN -> "already connected";
            case ETIMEDOUT -> "timed out";
            case EHOSTUNREACH -> "host is unreachable";
            default -> "unnamed";
        };
    }

    /// What usually helps, or nothing.
    static String cure(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "this needs CAP_NET_RAW and CAP_NET_ADMIN: run as root, or in a user namespace"
                + " (unshare --user --map-root-user --net)";
            case ENODEV, ENXIO -> "name an interface that `ip link` lists";
            case ENETDOWN -> "bring the interface up: ip link set dev NAME up";
            case ENOBUFS, ENOMEM -> "free memory, or raise net.core.rmem_max and net.core.wmem_max";
            case EADDRINUSE -> "stop what holds the address, or choose another";
            case EAFNOSUPPORT, EPROTONOSUPPORT -> "this kernel was built without it";
            default -> "";
        };
    }
}
