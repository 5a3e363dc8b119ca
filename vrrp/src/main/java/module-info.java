/// Holds virtual addresses beside other routers: VRRP versions 2 and 3, as keepalived speaks them.
module uvs.vrrp {
    requires transitive uvs.config;
    requires uvs.dataplane;

}
