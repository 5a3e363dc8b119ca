package uvs.tools.command;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The configuration where none is named: that of uvs where it is there, else that of keepalived.
final class UsualFile implements IDefaultValueProvider {

    static final String OPTION = "--use-file";
    static final String DESCRIPTION =
        "The configuration. Default: /etc/uvs/uvs.conf if it is there, else /etc/keepalived/keepalived.conf";
    private static final Path OURS = Path.of("/etc/uvs/uvs.conf");
    private static final String THEIRS = "/etc/keepalived/keepalived.conf";

    @Override
    public String defaultValue(ArgSpec argument) {
        if (argument instanceof OptionSpec option && option.longestName().equals(OPTION)) {
            return Files.exists(OURS) ? OURS.toString() : THEIRS;
        }
        return null;
    }
}
