/// The VRRP state machine as a pure function, and the agent that gives it time and packets.
package uvs.vrrp;
