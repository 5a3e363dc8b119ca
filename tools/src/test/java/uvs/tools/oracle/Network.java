package uvs.tools.oracle;

import java.util.List;

/// What a scenario can do.
interface Network {

    /// A frame that the director sent.
    record Output(Side side, byte[] frame) {
    }

    /// Runs `ipvsadm` with these arguments, one line a call.
    void ipvsadm(String... lines);

    /// Sets `net.ipv4.vs.NAME`.
    void sysctl(String name, int value);

    /// Sets the MTU of one of the director's links.
    void mtu(Side side, int bytes);

    /// Marks packets that come from clients, by a rule as `uvs run --mark` takes it.
    void mark(String rule);

    /// Lets an IP packet arrive at the director, and answers what the director sends because of it.
    List<Output> send(Side from, byte[] packet);

    /// The same for a frame that is written out whole.
    List<Output> sendFrame(Side from, byte[] frame);

    /// Lets time pass.
    void pause(int milliseconds);
}
