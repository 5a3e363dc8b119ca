/// Finds out which real servers can serve, and tells the backend.
module uvs.healthcheck {
    requires transitive uvs.config;
    requires transitive uvs.dataplane;

}
