/// The thread `vrrp`: virtual routers with time, packets, addresses and notifications.
///
/// The daemon starts with [uvs.vrrp.agent.Vrrp]. Everything else belongs to the one thread, which nothing may delay: no
/// script, no file and no listener is waited for.
package uvs.vrrp.agent;
