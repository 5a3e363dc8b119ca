/// Every native call of the project, by the Foreign Function and Memory API: one class for each family.
///
/// Above each handle stands its C signature. A call that fails throws [uvs.dataplane.linux.SystemCallException], which
/// names the call with its arguments, the errno and the cure. Numbers of constants are those of Linux on x86-64.
/// On the packet path, small frames go through mapped memory and io_uring; of calls there is one for a batch to send by AF_XDP,
/// and one for a frame that fits no ring.
package uvs.dataplane.linux;
