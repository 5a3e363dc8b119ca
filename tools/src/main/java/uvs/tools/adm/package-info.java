/// `uvs adm`: the command line of ipvsadm 1.31, for the running director and for the kernel's IPVS.
///
/// [uvs.tools.adm.LineParser] makes an [uvs.tools.adm.Operation] of a command line or refuses it as ipvsadm
/// does, [uvs.tools.adm.AdmRunner] has a [uvs.dataplane.service.Backend] carry it out, and the listings write
/// what ipvsadm writes. Nothing here needs more than the JDK: an answer is to be there before anybody looks
/// for it. The reference is what the program itself says on Linux 6.1, which the tests ask.
package uvs.tools.adm;
