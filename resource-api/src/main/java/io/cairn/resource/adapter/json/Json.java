package io.cairn.resource.adapter.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.schema.SchemaReader;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategy;
import tools.jackson.databind.PropertyNamingStrategy;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The one JSON mapper: records, optional values, CamelCase words for enum constants, quantities as written. */
public final class Json {
    private static final int MAX_DEPTH = 64;

    /** How large a document may be in every direction, in whatever syntax it comes. */
    public static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(4 << 20)
            .maxNumberLength(40)
            .build();

    /** Thread-safe. */
    public static final JsonMapper MAPPER = mapper(true);

    /** Of a field that comes twice it takes the later one. */
    public static final JsonMapper LENIENT = mapper(false);

    private Json() {}

    private static JsonMapper mapper(boolean strict) {
        var factory = JsonFactory.builder()
                .streamReadConstraints(BOUNDS)
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .build();
        var module = new SimpleModule("cairn");
        module.addSerializer(Quantity.class, new QuantityWriter());
        module.addDeserializer(Quantity.class, new QuantityReader());
        return JsonMapper.builder(factory)
                .annotationIntrospector(new Words())
                .propertyNamingStrategy(new FieldNames())
                .addModule(module)
                .changeDefaultPropertyInclusion(old -> old.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Enum constants go by their CamelCase words. */
    private static final class Words extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Object findEnumNamingStrategy(MapperConfig<?> config, AnnotatedClass type) {
            return WordNaming.class;
        }
    }

    /** Components that end in an underscore, because the word is Java's, lose it. */
    private static final class FieldNames extends PropertyNamingStrategy {
        private static final long serialVersionUID = 1;

        @Override
        public String nameForField(MapperConfig<?> config, AnnotatedField field, String name) {
            return SchemaReader.fieldName(name);
        }

        @Override
        public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
            return SchemaReader.fieldName(name);
        }

        @Override
        public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter, String name) {
            return SchemaReader.fieldName(name);
        }
    }

    /** Public with a public constructor, because Jackson makes it. */
    public static final class WordNaming implements EnumNamingStrategy {
        @Override
        public String convertEnumToExternalName(MapperConfig<?> config, AnnotatedClass type, String constant) {
            return SchemaReader.word(constant);
        }
    }

    private static final class QuantityWriter extends ValueSerializer<Quantity> {
        @Override
        public void serialize(Quantity value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.text());
        }
    }

    private static final class QuantityReader extends ValueDeserializer<Quantity> {
        @Override
        public Quantity deserialize(JsonParser in, DeserializationContext context) {
            var text = in.getValueAsString();
            Optional<Quantity> quantity = text == null ? Optional.empty() : Quantity.parse(text);
            return quantity.orElseThrow(() -> new IllegalArgumentException("Not a quantity: " + text));
        }
    }
}
