package uvs.config.keyword;

import uvs.config.Range;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;

/// How much of a client's address counts: an IPv4 mask in dots, or a prefix length.
final class GranularityType implements ValueType<Integer> {

    static final GranularityType INSTANCE = new GranularityType();

    private GranularityType() {
    }

    @Override
    public Integer read(Arguments arguments) {
        String word = arguments.next();
        if (word == null) {
            return null;
        }
        if (word.indexOf('.') < 0) {
            Long length = Numbers.parse(arguments, word, new Range(1, 128), Numbers.Junk.REFUSED);
            return length == null ? null : length.intValue();
        }
        var mask = IpAddress.parse(word).filter(address -> address.family() == Family.IPV4);
        if (mask.isEmpty() || mask.get().ipv4() == 0) {
            return arguments.wrong("'" + word + "' is not a mask", "write one such as 255.255.255.0, or 24");
        }
        int bits = mask.get().ipv4();
        int length = Integer.bitCount(bits);
        return bits == -1 << 32 - length ? length : arguments.wrong(
            "the mask " + word + " has ones after zeros", "write one such as 255.255.255.0, or 24");
    }

    @Override
    public String write(Integer length) {
        return Integer.toString(length);
    }

    @Override
    public String description() {
        return "IPv4 mask\\|1..128";
    }
}
