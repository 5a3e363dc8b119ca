package uvs.tools.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.netlink.Link;
import uvs.dataplane.netlink.Rtnetlink;
import uvs.tools.tune.KernelSetting;
import uvs.tools.tune.Role;
import uvs.tools.tune.Tuning;

/// `uvs tune`: the kernel settings that a director or a real server needs, what they are, and with `--apply`
/// what they became.
@Command(name = "tune", mixinStandardHelpOptions = true,
    description = {
        "Show the kernel settings that a director or a real server needs, or set them.",
        "They hold until the next boot; a file in /etc/sysctl.d keeps them.",
        "Exit status: 0 done, 1 some could not be read or set."
    })
public final class TuneCommand implements Callable<Integer> {

    private static final int EXIT_FAILED = 1;
    private static final String UNKNOWN = "?";

    /// The role by its name, or what roles there are.
    static final class RoleConverter implements ITypeConverter<Role> {

        @Override
        public Role convert(String name) {
            return Role.named(name).orElseThrow(() -> new TypeConversionException(
                "there is no role '" + name + "', but " + String.join(", ", Role.names())));
        }
    }

    /// The names of the roles, for the help.
    static final class RoleNames extends ArrayList<String> {

        private static final long serialVersionUID = 1;

        RoleNames() {
            super(Role.names());
        }
    }

    private record Line(KernelSetting setting, String before, String after) {
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ROLE", converter = RoleConverter.class, completionCandidates = RoleNames.class,
        description = "What this host is: ${COMPLETION-CANDIDATES}")
    private Role role;

    @Option(names = "--interface", paramLabel = "NAME", split = ",",
        description = "Its interfaces to the clients, the director and the real servers. Default: all but lo.")
    private List<String> interfaces = List.of();

    @Option(names = "--apply", description = "Set what is otherwise.")
    private boolean apply;

    private boolean failed;

    @Override
    public Integer call() throws SystemCallException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# " + role + ": " + role.meaning());
        List<KernelSetting> settings = Tuning.settings(role, interfaces(), !interfaces.isEmpty());
        // All first: setting one may change others.
        List<String> before = settings.stream().map(this::read).toList();
        if (apply) {
            settings.forEach(this::apply);
        }
        var lines = new ArrayList<Line>();
        for (int i = 0; i < settings.size(); i++) {
            KernelSetting setting = settings.get(i);
            lines.add(new Line(setting, before.get(i), apply ? read(setting) : before.get(i)));
        }
        print(out, lines);
        return failed ? EXIT_FAILED : 0;
    }

    private String read(KernelSetting setting) {
        try {
            return setting.read();
        } catch (IOException e) {
            tell(e.getMessage());
            return UNKNOWN;
        }
    }

    private void apply(KernelSetting setting) {
        try {
            if (setting.exists() && !setting.accepted().contains(setting.read())) {
                setting.apply();
            }
        } catch (IOException e) {
            tell(e.getMessage());
        }
    }

    private void tell(String failure) {
        failed = true;
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + failure);
    }

    private void print(PrintWriter out, List<Line> lines) {
        int width = lines.stream().mapToInt(line -> line.setting().name().length()).max().orElse(0);
        String row = "%-" + width + "s  %-6s  %-6s  %s";
        out.println(
            row.formatted("# setting", apply ? "before" : "now", apply ? "after" : "wanted", "").strip());
        String reason = "";
        int otherwise = 0;
        for (Line line : lines) {
            KernelSetting setting = line.setting();
            boolean right = setting.accepted().contains(line.after());
            otherwise += right ? 0 : 1;
            if (!setting.reason().equals(reason)) {
                reason = setting.reason();
                out.println("# " + reason);
            }
            out.println(row.formatted(setting.name(), line.before(), apply ? line.after() : setting.value(),
                remark(line, right)).strip());
        }
        long changed = lines.stream().filter(line -> !line.before().equals(line.after())).count();
        out.println("# " + lines.size() + " settings: "
            + (apply ? changed + " changed, " : "") + otherwise + (apply ? " still otherwise" : " to change")
            + (apply || otherwise == 0 ? "" : ": uvs tune " + role + " --apply"));
        out.flush();
    }

    private String remark(Line line, boolean right) {
        if (!right) {
            return apply ? "is to be " + line.setting().value() : "to change";
        }
        return line.after().equals(line.setting().value()) ? "" : "serves too";
    }

    private List<String> interfaces() throws SystemCallException {
        try (var netlink = new Rtnetlink()) {
            List<String> there = netlink.links().stream().map(Link::name).filter(name -> !name.equals("lo"))
                .sorted().toList();
            for (String name : interfaces) {
                if (!there.contains(name)) {
                    throw new ParameterException(spec.commandLine(), "there is no interface '" + name + "', but "
                        + String.join(", ", there));
                }
            }
            return interfaces.isEmpty() ? there : interfaces;
        }
    }
}
