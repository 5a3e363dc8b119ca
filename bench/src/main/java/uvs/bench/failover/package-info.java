/// What VRRP is worth: how soon the other director takes over, and how late its thread is on a busy machine.
package uvs.bench.failover;
