package uvs.dataplane.service;

/// What a backend says of itself, in the first line of `ipvsadm -L`.
///
/// @param version             of IPVS, one byte for each part: 0x010201 is 1.2.1
/// @param connectionTableSize how large the table of connections is: the kernel says how many hash buckets it has, the
///                            userspace data plane how many connections fit
public record BackendInfo(int version, int connectionTableSize) {

    /// The version of IPVS whose behaviour this project has.
    public static final int IPVS_VERSION = 0x010201;

    public String versionText() {
        return (version >>> 16) + "." + (version >>> 8 & 255) + "." + (version & 255);
    }
}
