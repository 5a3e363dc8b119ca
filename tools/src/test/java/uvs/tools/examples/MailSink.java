package uvs.tools.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A mail server that writes every line of every mail to its standard output.
final class MailSink {

    private static final int SMTP = 25;

    private MailSink() {
    }

    public static void main(String[] arguments) throws IOException {
        try (var server = new ServerSocket(SMTP)) {
            System.out.println("ready");
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        }
    }

    private static void serve(Socket client) {
        try (Socket socket = client) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            say(socket, "220 mail.example");
            boolean body = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (body) {
                    System.out.println(line);
                    body = !line.equals(".");
                    if (body) {
                        continue;
                    }
                }
                body = line.toUpperCase(Locale.ROOT).equals("DATA");
                say(socket, body ? "354 go on" : "250 ok");
            }
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
