package uvs.tools.adm;

import java.util.Optional;
import uvs.config.net.IpAddress;

/// IPv4 addresses as `inet_aton` reads them: one to four numbers, decimal, octal (`010`) or hexadecimal
/// (`0x0a`), of which the last fills the bytes that are left. A space ends them.
final class Ipv4Number {

    private static final int PARTS = 4;
    private static final int BYTE = 255;
    private static final long NO_NUMBER = -1;

    private Ipv4Number() {
    }

    static Optional<IpAddress> read(String text) {
        int end = 0;
        while (end < text.length() && !Decimal.isSpace(text.charAt(end))) {
            end++;
        }
        String[] parts = text.substring(0, end).split("\\.", -1);
        if (parts.length > PARTS) {
            return Optional.empty();
        }
        long bits = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int bytes = last ? PARTS - i : 1;
            long number = number(parts[i]);
            if (number == NO_NUMBER || number > (last ? (1L << 8 * bytes) - 1 : BYTE)) {
                return Optional.empty();
            }
            bits = bits << 8 * bytes | number;
        }
        return Optional.of(IpAddress.ofIpv4((int) bits));
    }

    private static long number(String part) {
        int radix = 10;
        String digits = part;
        if (part.startsWith("0x") || part.startsWith("0X")) {
            radix = 16;
            digits = part.substring(2);
        } else if (part.length() > 1 && part.startsWith("0")) {
            radix = 8;
        }
        if (digits.isEmpty()) {
            return NO_NUMBER;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0 || digits.charAt(i) > 'f') {
                return NO_NUMBER;
            }
            number = Math.min(number * radix + digit, Long.MAX_VALUE / 32);
        }
        return number;
    }
}
