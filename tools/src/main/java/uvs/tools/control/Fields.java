package uvs.tools.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The fields of a JSON object, each asked for by name and kind. At the end [#refuseOthers] says which were never
/// asked for: a misspelt name is not to be passed over in silence.
final class Fields {

    private final String of;
    private final Map<?, ?> values;
    private final Set<String> known = new TreeSet<>();

    /// @param of what the object describes, for messages
    private Fields(String of, Map<?, ?> values) {
        this.of = of;
        this.values = values;
    }

    /// @throws ControlException when the value is no object
    static Fields of(String of, Object value) throws ControlException {
        if (value instanceof Map<?, ?> map) {
            return new Fields(of, map);
        }
        throw ControlException.invalid(
            (value == null ? "there is no body" : "the value is no object") + "; send a JSON object for " + of);
    }

    boolean has(String name) {
        known.add(name);
        return values.get(name) != null;
    }

    String text(String name) throws ControlException {
        return need(name, String.class, "a text");
    }

    String text(String name, String otherwise) throws ControlException {
        return has(name) ? text(name) : otherwise;
    }

    boolean bool(String name, boolean otherwise) throws ControlException {
        return has(name) ? need(name, Boolean.class, "true or false") : otherwise;
    }

    long number(String name, long lowest, long highest) throws ControlException {
        long number = need(name, Long.class, "a number");
        if (number < lowest || number > highest) {
            throw ControlException.invalid(name + " " + number + " of " + of + " is not in " + lowest + ".." + highest);
        }
        return number;
    }

    int integer(String name, int lowest, int highest) throws ControlException {
        return (int) number(name, lowest, highest);
    }

    int integer(String name, int lowest, int highest, int otherwise) throws ControlException {
        return has(name) ? integer(name, lowest, highest) : otherwise;
    }

    Fields object(String name) throws ControlException {
        return new Fields(name + " of " + of, need(name, Map.class, "an object"));
    }

    /// The objects in an array; none where there is no such field.
    List<Fields> objects(String name) throws ControlException {
        var objects = new ArrayList<Fields>();
        if (has(name)) {
            for (Object each : need(name, List.class, "an array")) {
                objects.add(of("an element of " + name + " of " + of, each));
            }
        }
        return objects;
    }

    /// The texts in an array; none where there is no such field.
    List<String> texts(String name) throws ControlException {
        var texts = new ArrayList<String>();
        if (has(name)) {
            for (Object each : need(name, List.class, "an array")) {
                if (!(each instanceof String text)) {
                    throw ControlException.invalid(name + " of " + of + " has an element that is no text");
                }
                texts.add(text);
            }
        }
        return texts;
    }

    private <T> T need(String name, Class<T> kind, String words) throws ControlException {
        known.add(name);
        Object value = values.get(name);
        if (value == null) {
            throw ControlException.invalid("field " + name + " of " + of + " is missing; give " + words);
        }
        if (!kind.isInstance(value)) {
            throw ControlException.invalid("field " + name + " of " + of + " is not " + words);
        }
        return kind.cast(value);
    }

    /// @throws ControlException when there are fields that nobody asked for
    void refuseOthers() throws ControlException {
        for (Object name : values.keySet()) {
            if (!known.contains(name)) {
                throw ControlException.invalid(
                    of + " has no field " + name + "; its fields are " + String.join(" ", known));
            }
        }
    }
}
