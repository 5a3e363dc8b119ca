package uvs.tools;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version of this program: that of its module, which the build takes from the parent pom.
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"uvs " + text()};
    }

    /// As in the pom; `unknown` for classes that are no module.
    public static String text() {
        return Optional.ofNullable(Main.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion).orElse("unknown");
    }
}
