package uvs.tools.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON as maps, lists, strings, `Long`s, `Double`s and `Boolean`s. Jackson's streaming part alone: its data binding
/// takes a fifth of a second to start, which is most of what a command may take.
final class JsonTree {

    private static final int DEEPEST = 16;
    private static final JsonFactory FACTORY = JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();

    private JsonTree() {
    }

    /// Something that writes itself as JSON.
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /// The one value in a text; null for none.
    ///
    /// @throws ControlException when it is not JSON: with the line, the column and what is wrong
    static Object read(byte[] text) throws ControlException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw ControlException.invalid("more follows the JSON value; send one object");
            }
            return value;
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? ""
                : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw ControlException.invalid("the body is not JSON" + place + ": "
                + e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst(" \\(start marker at .*", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
    }

    /// A parser of a text that is too long for a tree.
    static JsonParser parser(byte[] text) throws IOException {
        return FACTORY.createParser(text);
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        var values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return values;
    }

    /// A generator for what is too long to be kept as a text. Closing it closes nothing else.
    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /// The text that a writer writes, with a line end behind it.
    static byte[] write(Writer writer) {
        var bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writer.write(json);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /// Writes a value as [#read] gives it.
    static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Map<?, ?> fields -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    json.writeFieldName(field.getKey().toString());
                    write(json, field.getValue());
                }
                json.writeEndObject();
            }
            case Iterable<?> values -> {
                json.writeStartArray();
                for (Object each : values) {
                    write(json, each);
                }
                json.writeEndArray();
            }
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean bool -> json.writeBoolean(bool);
            default -> json.writeString(value.toString());
        }
    }
}
