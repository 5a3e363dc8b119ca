package uvs.tools.control;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import uvs.dataplane.service.BackendException;

/// Which resources there are: a method and a path lead to an action.
///
/// An action is called on the thread of the control socket, reads what was sent, and answers with what is to be done
/// on the conductor.
public final class Routes {

    /// What may be read without the control socket: no connections, whose addresses are the clients', and no
    /// configuration, which has passwords.
    private static final Set<String> OPEN = Set.of("/v1", "/v1/info", "/v1/services", "/v1/services/{service}",
        "/v1/services/{service}/servers/{server}", "/v1/checks", "/v1/vrrp", "/v1/counters", "/v1/timeouts",
        StatusResources.STATUS);

    private final Controlled controlled;
    private final List<Route> routes = new ArrayList<>();

    /// What a request asks for. On the thread of the control socket.
    @FunctionalInterface
    interface Action {
        CompletionStage<Answer> start(Request request) throws ControlException;
    }

    /// What is done for it on the conductor.
    @FunctionalInterface
    interface Task {
        Answer run() throws ControlException, BackendException;
    }

    /// The same, where all of it is read before.
    @FunctionalInterface
    interface Reading {
        Task read(Request request) throws ControlException;
    }

    private record Route(String method, String[] path, Set<String> parameters, Action action) {
    }

    /// Those of the control socket: all.
    public Routes(Controlled controlled) {
        this.controlled = controlled;
        new Resources(controlled, this).add();
        new StatusResources(controlled, this).add();
    }

    /// Those of the status page's port: nothing that changes anything, and nothing that is not everybody's to know.
    public static Routes readOnly(Controlled controlled) {
        var open = new Routes(controlled);
        open.routes.removeIf(route -> !route.method.equals("GET") || !OPEN.contains(String.join("/", route.path)));
        new StatusResources(controlled, open).addPage();
        return open;
    }

    void add(String method, String path, Reading reading) {
        add(method, path, Set.of(), reading);
    }

    void add(String method, String path, Set<String> parameters, Reading reading) {
        addAction(method, path, parameters, request -> onConductor(reading.read(request)));
    }

    /// A resource that is only read: as JSON, or with `?format=text` as the lines that `uvs show` prints.
    void addShown(String path, Later<Shown> shown) {
        addAction("GET", path, Set.of(Request.FORMAT), request -> {
            boolean text = request.isText();
            return onConductor(shown, each -> text ? Answer.text(each.text()) : Answer.ok(each.json()));
        });
    }

    /// Both forms of what is shown, each made only when it is wanted.
    record Shown(JsonTree.Writer json, Supplier<String> text) {
    }

    void addAction(String method, String path, Set<String> parameters, Action action) {
        routes.add(new Route(method, path.split("/", -1), parameters, action));
    }

    /// Every resource as `METHOD PATH`.
    List<String> list() {
        return routes.stream().map(route -> route.method + " " + String.join("/", route.path)).toList();
    }

    CompletionStage<Answer> onConductor(Task task) {
        return onConductor(() -> CompletableFuture.completedStage(task.run()), Function.identity());
    }

    /// What is asked for on the conductor and known later.
    @FunctionalInterface
    interface Later<T> {
        CompletionStage<T> ask() throws ControlException, BackendException;
    }

    <T> CompletionStage<Answer> onConductor(Later<T> later, Function<T, Answer> then) {
        var answer = new CompletableFuture<Answer>();
        try {
            controlled.conductor().execute(() -> {
                try {
                    later.ask().whenComplete((value, thrown) -> {
                        if (thrown == null) {
                            answer.complete(then.apply(value));
                        } else {
                            answer.completeExceptionally(thrown);
                        }
                    });
                } catch (ControlException e) {
                    answer.complete(Answer.of(e));
                } catch (BackendException e) {
                    answer.complete(Answer.of(ControlException.of(e)));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException _) {
            answer.complete(Answer.of(new ControlException(503, "STOPPING", "the director is stopping")));
        }
        return answer;
    }

    /// Answers a request, whatever was sent. On the thread of the control socket.
    CompletionStage<Answer> answer(String method, String uri, byte[] body) {
        try {
            var decoded = new QueryStringDecoder(uri);
            return find(method, decoded).start(body);
        } catch (ControlException e) {
            return CompletableFuture.completedStage(Answer.of(e));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedStage(Answer.of(ControlException.invalid(e.getMessage())));
        }
    }

    private record Found(Route route, Map<String, String> names, Map<String, List<String>> query) {

        CompletionStage<Answer> start(byte[] body) throws ControlException {
            for (String parameter : query.keySet()) {
                if (!route.parameters.contains(parameter)) {
                    throw ControlException.invalid("there is no parameter " + parameter + " here"
                        + (route.parameters.isEmpty() ? "" : "; there are "
                            + String.join(" ", new TreeSet<>(route.parameters))));
                }
            }
            return route.action.start(new Request(names, query, body));
        }
    }

    /// Where something can be read, HEAD asks for the same: Netty's codec sends no body then.
    private Found find(String asked, QueryStringDecoder uri) throws ControlException {
        String method = asked.equals("HEAD") ? "GET" : asked;
        String path = uri.path().length() > 1 && uri.path().endsWith("/")
            ? uri.path().substring(0, uri.path().length() - 1) : uri.path();
        String[] segments = path.split("/", -1);
        var methods = new ArrayList<String>();
        for (Route route : routes) {
            Map<String, String> names = match(route.path, segments);
            if (names != null) {
                if (route.method.equals(method)) {
                    return new Found(route, names, uri.parameters());
                }
                methods.add(route.method);
            }
        }
        if (methods.isEmpty()) {
            throw new ControlException(404, "NO_RESOURCE", "there is no resource " + path + "; GET /v1 lists them");
        }
        throw new ControlException(405, "NO_METHOD",
            asked + " is nothing that " + path + " can do; it can do " + String.join(" ", methods));
    }

    /// What stands in the named places, or null.
    private static Map<String, String> match(String[] pattern, String[] segments) {
        if (pattern.length != segments.length) {
            return null;
        }
        var names = new HashMap<String, String>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{") && !segments[i].isEmpty()) {
                names.put(pattern[i].substring(1, pattern[i].length() - 1), segments[i]);
            } else if (!pattern[i].equals(segments[i])) {
                return null;
            }
        }
        return names;
    }
}
