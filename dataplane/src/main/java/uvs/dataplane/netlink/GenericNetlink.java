package uvs.dataplane.netlink;

import java.util.List;
import java.util.function.Consumer;
import uvs.dataplane.linux.Errno;
import uvs.dataplane.linux.SystemCallException;

/// Requests to one family of generic netlink, such as IPVS (kernel file Documentation/userspace-api/netlink).
///
/// One thread owns an instance.
public final class GenericNetlink implements AutoCloseable {

    private static final int HEADER_LENGTH = 4;
    private static final int CONTROLLER = 0x10;
    private static final int CONTROLLER_VERSION = 2;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;

    private final NetlinkSocket socket;
    private final NetlinkWriter writer = new NetlinkWriter();
    private final String name;
    private final int version;
    private final int family;

    /// Asks for the family, which makes the kernel load the module that has it.
    ///
    /// @throws SystemCallException with `ENOENT` when the kernel has no such family
    public GenericNetlink(String name, int version) throws SystemCallException {
        this.name = name;
        this.version = version;
        socket = new NetlinkSocket(NetlinkSocket.GENERIC);
        try {
            family = family();
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private int family() throws SystemCallException {
        String what = "CTRL_CMD_GETFAMILY " + name;
        writer.message(CONTROLLER, NetlinkSocket.REQUEST | NetlinkSocket.ACKNOWLEDGE)
            .u8(CTRL_CMD_GETFAMILY).u8(CONTROLLER_VERSION).i16(0).attributeText(CTRL_ATTR_FAMILY_NAME, name);
        return socket.request(writer, what).stream()
            .flatMapToInt(answer -> attributes(answer).u16(CTRL_ATTR_FAMILY_ID).stream())
            .findFirst().orElseThrow(() -> new SystemCallException("netlink " + what, Errno.ENOENT));
    }

    /// Sends a command and answers the attributes of each message of its answer: none for a command that is only
    /// acknowledged.
    ///
    /// @param body writes the attributes of the command
    /// @param what for messages
    public List<NetlinkAttributes> command(int command, Consumer<NetlinkWriter> body, String what)
        throws SystemCallException {
        return send(command, NetlinkSocket.ACKNOWLEDGE, body, what);
    }

    /// Sends a command that is answered by a whole table, one message for each entry.
    public List<NetlinkAttributes> dump(int command, Consumer<NetlinkWriter> body, String what)
        throws SystemCallException {
        return send(command, NetlinkSocket.DUMP, body, what);
    }

    private List<NetlinkAttributes> send(int command, int flags, Consumer<NetlinkWriter> body, String what)
        throws SystemCallException {
        writer.message(family, NetlinkSocket.REQUEST | flags).u8(command).u8(version).i16(0);
        body.accept(writer);
        return socket.request(writer, what).stream()
            .filter(answer -> answer.type() == family).map(GenericNetlink::attributes).toList();
    }

    private static NetlinkAttributes attributes(NetlinkMessage answer) {
        return answer.attributes(HEADER_LENGTH);
    }

    @Override
    public void close() {
        socket.close();
    }
}
