/// The control socket of a running director: HTTP/1.1 with JSON on a Unix socket.
///
/// [uvs.tools.control.ControlServer] is the director's side, on Netty and a thread of its own;
/// [uvs.tools.control.Routes] says which resources there are, [uvs.tools.control.Controlled] what the director does
/// for them. [uvs.tools.control.ControlClient] and [uvs.tools.control.ControlBackend] are the commands' side; they
/// load neither Netty nor data binding, since a command's start is most of its run. `tools/CONTROL.md` is the
/// description for users.
package uvs.tools.control;
