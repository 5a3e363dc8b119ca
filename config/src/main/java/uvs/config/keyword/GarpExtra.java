package uvs.config.keyword;

import uvs.config.Range;

/// How often gratuitous ARP also leaves by the interfaces below a VMAC.
///
/// @param seconds 0 for never
/// @param all     by every interface of the instance's addresses
public record GarpExtra(int seconds, boolean all) {

    static final ValueType<GarpExtra> TYPE = Types.of("[all] 0..86400", arguments -> {
        boolean all = arguments.take("all");
        Long seconds = Numbers.read(arguments, new Range(0, 86_400), Numbers.Junk.TOLERATED);
        return seconds == null ? null : new GarpExtra(seconds.intValue(), all);
    }, GarpExtra::toString);

    @Override
    public String toString() {
        return (all ? "all " : "") + seconds;
    }
}
