package uvs.config.keyword;

import java.util.Optional;
import uvs.config.LvsSettings.SyncDaemon;
import uvs.config.Range;
import uvs.config.net.IpAddress;
import uvs.config.text.Quotes;

/// `lvs_sync_daemon INTERFACE [inst] INSTANCE [id N] [maxlen N] [port N] [ttl N] [group ADDRESS]`, and the
/// old form with the id as its third word.
final class SyncDaemonType implements ValueType<SyncDaemon> {

    static final SyncDaemonType INSTANCE = new SyncDaemonType();

    private static final Range ID = new Range(0, 255);

    private SyncDaemonType() {
    }

    @Override
    public SyncDaemon read(Arguments arguments) {
        String interfaceName = arguments.next();
        if (interfaceName == null) {
            return null;
        }
        arguments.take("inst");
        String instance = arguments.next();
        if (instance == null) {
            return null;
        }
        Integer id = null;
        Integer maxLength = null;
        Integer port = null;
        Integer ttl = null;
        IpAddress group = null;
        while (arguments.more()) {
            String word = arguments.next();
            switch (word) {
                case "inst" -> instance = arguments.next();
                case "id" -> id = number(arguments, ID);
                case "maxlen" -> maxLength = number(arguments, new Range(1, 65_507));
                case "port" -> port = number(arguments, new Range(1, 65_535));
                case "ttl" -> ttl = number(arguments, new Range(1, 255));
                case "group" -> group = multicast(arguments);
                default -> {
                    Long old = Numbers.parse(arguments, word, ID, Numbers.Junk.REFUSED);
                    id = old == null ? id : Integer.valueOf(old.intValue());
                }
            }
            if (instance == null) {
                return null;
            }
        }
        return new SyncDaemon(interfaceName, instance, Optional.ofNullable(id),
            Optional.ofNullable(maxLength),
            Optional.ofNullable(port), Optional.ofNullable(ttl), Optional.ofNullable(group));
    }

    private static Integer number(Arguments arguments, Range range) {
        Long value = Numbers.read(arguments, range, Numbers.Junk.REFUSED);
        return value == null ? null : value.intValue();
    }

    private static IpAddress multicast(Arguments arguments) {
        IpAddress group = Types.ADDRESS.read(arguments);
        return group == null || group.isMulticast() ? group
            : arguments.wrong(group + " is not a multicast address", "write one such as 224.0.0.81");
    }

    @Override
    public String write(SyncDaemon daemon) {
        return Quotes.quotedIfNeeded(daemon.interfaceName()) + " inst "
            + Quotes.quotedIfNeeded(daemon.vrrpInstance())
            + daemon.syncId().map(id -> " id " + id).orElse("")
            + daemon.maxLength().map(length -> " maxlen " + length).orElse("")
            + daemon.port().map(port -> " port " + port).orElse("")
            + daemon.ttl().map(ttl -> " ttl " + ttl).orElse("")
            + daemon.group().map(group -> " group " + group).orElse("");
    }

    @Override
    public String description() {
        return "interface [inst] instance [id 0..255] [maxlen 1..65507] [port 1..65535] [ttl 1..255] [group address]";
    }
}
