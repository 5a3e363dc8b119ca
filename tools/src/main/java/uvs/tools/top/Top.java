package uvs.tools.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import uvs.dataplane.service.BackendException;
import uvs.tools.control.ControlClient;
import uvs.tools.top.Choice.Sort;
import uvs.tools.top.Choice.View;

/// Watches one director over its control socket.
///
/// A thread of its own asks, so that a director who does not answer keeps nobody from quitting; the calling thread shows
/// and reads keys.
public final class Top {

    private static final String STATUS = "/v1/status";
    private static final long KEY_WAIT_MS = 50;
    private static final int ANSWERS = 4;

    private final Supplier<Path> socket;
    private final Duration interval;
    private volatile boolean stopped;
    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(ANSWERS);

    /// What the asking thread hands over: a status, or why there is none.
    private record Answer(JsonNode status, String trouble) {
    }

    /// @param socket   where the director's control socket is, looked up anew for each connection
    /// @param interval between two questions
    public Top(Supplier<Path> socket, Duration interval) {
        this.socket = socket;
        this.interval = interval;
    }

    /// One picture without colours, of all views.
    ///
    /// @throws BackendException one line with the cure
    public static void print(Path socket, PrintStream out) throws BackendException {
        var course = new Course();
        try (ControlClient client = ControlClient.connect(socket)) {
            course.add(Sample.read(client.text(STATUS)));
        }
        // Without the plots, which a moment does not have.
        Board.head(course, Choice.FIRST).stream().limit(2).forEach(line -> out.println(line.text()));
        for (View view : View.values()) {
            out.println();
            Board.body(course.newest().orElseThrow(), Choice.of(view, Sort.TABLE))
                .forEach(line -> out.println(line.text()));
        }
        out.flush();
    }

    /// Shows until the person quits.
    ///
    /// @throws BackendException when there is no director from the outset
    /// @throws IOException      when there is no terminal
    public void run() throws BackendException, IOException {
        ControlClient.connect(socket.get()).close();
        Thread.ofPlatform().daemon().name("ask").start(this::ask);
        var course = new Course();
        try (var screen = new Screen()) {
            Choice choice = Choice.FIRST;
            while (!choice.over() && !stopped && !screen.isInterrupted()) {
                hear(course, choice.paused());
                List<Line> body = body(course, choice);
                screen.show(picture(course, choice, body, screen.height()));
                Key key = screen.key(KEY_WAIT_MS);
                choice = key == null ? choice : choice.press(key, body.size() - 1);
            }
        }
    }

    /// Has [#run] leave the terminal as it was, and return. Any thread may call this.
    public void stop() {
        stopped = true;
    }

    private void hear(Course course, boolean paused) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer.status == null) {
                course.trouble(answer.trouble);
            } else if (!paused) {
                course.add(answer.status);
            }
        }
    }

    private static List<Line> body(Course course, Choice choice) {
        return choice.help() || course.newest().isEmpty() ? Board.help()
            : Board.body(course.newest().get(), choice);
    }

    /// The names of columns stay when the lines below them go up.
    private static List<Line> picture(Course course, Choice choice, List<Line> body, int height) {
        var picture = new ArrayList<>(Board.head(course, choice));
        picture.add(Line.EMPTY);
        picture.add(body.getFirst());
        int room = Math.max(0, height - picture.size() - 1);
        body.stream().skip(1L + choice.skipped()).limit(room).forEach(picture::add);
        while (picture.size() < height - 1) {
            picture.add(Line.EMPTY);
        }
        picture.add(Board.foot(choice));
        return picture;
    }

    /// Asks again and again, on a new connection after each failure.
    private void ask() {
        ControlClient client = null;
        try {
            while (true) {
                try {
                    client = client == null ? ControlClient.connect(socket.get()) : client;
                    answers.put(new Answer(Sample.read(client.text(STATUS)), ""));
                } catch (BackendException e) {
                    if (client != null) {
                        client.close();
                        client = null;
                    }
                    answers.put(new Answer(null, e.getMessage()));
                }
                Thread.sleep(interval);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
