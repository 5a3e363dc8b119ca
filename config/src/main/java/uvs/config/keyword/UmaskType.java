package uvs.config.keyword;

import java.util.List;

/// A file mode mask: a number in C's way of writing one, or the names of `<sys/stat.h>` with bars between
/// them.
final class UmaskType implements ValueType<Integer> {

    static final UmaskType INSTANCE = new UmaskType();

    private static final int ALL = 0777;
    /// From the lowest bit to the highest.
    private static final List<String> BITS = List.of(
        "IXOTH", "IWOTH", "IROTH", "IXGRP", "IWGRP", "IRGRP", "IXUSR", "IWUSR", "IRUSR");
    private static final List<String> TRIPLES = List.of("IRWXO", "IRWXG", "IRWXU");

    private UmaskType() {
    }

    @Override
    public Integer read(Arguments arguments) {
        String text = arguments.next();
        if (text == null) {
            return null;
        }
        text = (text + String.join("", arguments.rest())).replace(" ", "");
        if (Character.isDigit(text.charAt(0))) {
            try {
                int mask = Integer.decode(text);
                return mask >= 0 && mask <= ALL ? mask : wrong(arguments, text);
            } catch (NumberFormatException _) {
                return wrong(arguments, text);
            }
        }
        int mask = 0;
        for (String name : text.split("\\|")) {
            int bit = BITS.indexOf(name);
            int triple = TRIPLES.indexOf(name);
            if (bit < 0 && triple < 0) {
                return wrong(arguments, name);
            }
            mask |= bit >= 0 ? 1 << bit : 7 << 3 * triple;
        }
        return mask;
    }

    private static Integer wrong(Arguments arguments, String text) {
        return arguments.wrong("the umask '" + text + "' is not known",
            "write one such as 0177, or IRWXG|IRWXO");
    }

    @Override
    public String write(Integer mask) {
        return "0" + Integer.toOctalString(mask);
    }

    @Override
    public String description() {
        return "0..0777\\|names such as IRWXG\\|IRWXO";
    }
}
