package uvs.tools.command;

import java.lang.reflect.Proxy;

/// The signals which the daemon listens to.
///
/// The JDK has no other way to hear of one than `sun.misc.Signal` of its module jdk.unsupported. It is called by
/// reflection, since the compiler warns of its name and no annotation takes that warning away.
final class Signals {

    private Signals() {
    }

    /// Has `action` run, on a thread of its own, each time the signal arrives. It takes the place of what the signal
    /// did before.
    ///
    /// @param name without `SIG`
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object running = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "handle" -> {
                        action.run();
                        yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> name;
                });
            signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), running);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name + " cannot be handled", e);
        }
    }
}
