/// Tells others of state changes: scripts, FIFOs and mail, for health checks and VRRP alike.
///
/// [uvs.tools.daemon.notify.Notifier] is what the daemon talks to. Nothing here makes its caller wait: scripts run
/// on a thread of their own, mail goes out on another, and a FIFO that is full loses the line, with a word in
/// the log.
package uvs.tools.daemon.notify;
