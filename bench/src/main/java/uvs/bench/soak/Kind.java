package uvs.bench.soak;

/// What a client does with a connection.
enum Kind {

    /// A TCP connection that carries records both ways all the time, for as long as it holds, or some half a minute.
    STREAM(RealServerProgram.STREAM_PORT),
    /// An HTTP connection of many requests.
    KEEP_ALIVE(RealServerProgram.HTTP_PORT),
    /// An HTTP connection of one request.
    CLOSING(RealServerProgram.HTTP_PORT),
    /// Datagrams of one client port, each answered.
    DATAGRAM(RealServerProgram.DATAGRAM_PORT);

    final int port;

    Kind(int port) {
        this.port = port;
    }
}
