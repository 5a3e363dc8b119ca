/// A keepalived.conf as immutable values, and the reader that makes them.
///
/// A leaf: it knows nothing of packets, sockets or threads. [uvs.config] has the model, one record for each
/// block of the file; [uvs.config.parse] the reader and the dump; [uvs.config.keyword] the table of keywords
/// that they share; [uvs.config.text] lines and diagnostics; [uvs.config.net] addresses and prefixes, which
/// every other module shares.
module uvs.config {
    exports uvs.config;
    exports uvs.config.keyword;
    exports uvs.config.net;
    exports uvs.config.parse;
    exports uvs.config.text;
}
