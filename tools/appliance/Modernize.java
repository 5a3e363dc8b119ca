import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Makes class files of Java 5 and older ones of Java 8, in the jars that are named: a JVM keeps no class in its AOT cache that
/// has no stack maps, and reading and verifying 170 of them at each start took a tenth of a second.
public final class Modernize {

    private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

    private Modernize() {
    }

    /// @param arguments the jars
    public static void main(String[] arguments) throws IOException {
        for (String jar : arguments) {
            try (FileSystem files = FileSystems.newFileSystem(Path.of(jar))) {
                modernize(files.getPath("/"));
            }
        }
    }

    private static void modernize(Path root) throws IOException {
        ClassFile reader = ClassFile.of();
        ClassFile writer = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                (ClassDesc type) -> open(root, type)).orElse(ClassHierarchyResolver.defaultResolver())));
        List<Path> classes;
        try (Stream<Path> all = Files.walk(root)) {
            classes = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : classes) {
            ClassModel model = reader.parse(Files.readAllBytes(file));
            if (model.majorVersion() < FIRST_WITH_STACK_MAPS) {
                ClassTransform version = (builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    } else {
                        builder.with(element);
                    }
                };
                Files.write(file, writer.transformClass(model,
                    version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL))));
            }
        }
    }

    private static InputStream open(Path root, ClassDesc type) {
        Path file = root.resolve(type.packageName().replace('.', '/')).resolve(type.displayName() + ".class");
        try {
            return Files.exists(file) ? new ByteArrayInputStream(Files.readAllBytes(file)) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
