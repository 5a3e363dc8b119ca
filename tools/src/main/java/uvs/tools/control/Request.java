package uvs.tools.control;

import java.util.List;
import java.util.Map;

/// One request, taken apart.
///
/// @param path  what stood in the places of the resource's path that have a name
/// @param query the parameters behind the question mark
record Request(Map<String, String> path, Map<String, List<String>> query, byte[] body) {

    /// The parameter that asks for lines instead of JSON.
    static final String FORMAT = "format";

    /// Whether lines for people are asked for.
    boolean isText() throws ControlException {
        return switch (parameter(FORMAT, "json")) {
            case "json" -> false;
            case "text" -> true;
            default -> throw ControlException.invalid("format is json or text");
        };
    }

    /// The JSON object in the body.
    ///
    /// @param what it describes, for messages
    Fields object(String what) throws ControlException {
        return Fields.of(what, JsonTree.read(body));
    }

    /// A number among the parameters.
    int parameter(String name, int lowest, int highest, int otherwise) throws ControlException {
        return query.containsKey(name)
            ? (int) ServerJson.number(name, query.get(name).getFirst(), lowest, highest) : otherwise;
    }

    private String parameter(String name, String otherwise) {
        return query.containsKey(name) ? query.get(name).getFirst() : otherwise;
    }
}
