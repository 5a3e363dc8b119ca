package uvs.tools.control;

import uvs.dataplane.service.Backend;
import uvs.dataplane.service.BackendException;
import uvs.dataplane.service.RealServerId;
import uvs.dataplane.service.VirtualServerId;

/// A backend whose changes are those of a hand, beside those of the configuration and of the checks.
public interface HandBackend extends Backend {

    /// Sets the weight to 0 and remembers what it was: the real server gets no new connections until [#undrain].
    void drain(VirtualServerId virtual, RealServerId id) throws BackendException;

    /// Gives a drained real server its weight back.
    void undrain(VirtualServerId virtual, RealServerId id) throws BackendException;
}
