package uvs.bench.soak;

/// What is done to the pair, its real servers and its links.
enum Failure {

    SERVER_DIES("a real server is killed, and started again"),
    SERVER_HANGS("a real server is stopped by SIGSTOP until its HTTP check fails, and goes on"),
    DIRECTOR_KILLED("director2 is killed by SIGKILL, its addresses stay, and it is started again"),
    DIRECTOR_STOPPED("director2 is stopped by SIGTERM, and started again"),
    OUTSIDE_LINK("the link of a director to the clients is down, and up again"),
    INSIDE_LINK("the link of a director to the NAT real servers is down, and up again"),
    RELOAD("both directors read a changed configuration"),
    BAD_RELOAD("both directors read a configuration with a mistake, and stay with the one they have"),
    SERVER_DRAINED("the operator gives a real server weight 0, and its weight back"),
    SERVICE_REMOVED("the operator removes a service, and reloads");

    final String words;

    Failure(String words) {
        this.words = words;
    }
}
