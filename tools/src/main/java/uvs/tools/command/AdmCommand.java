package uvs.tools.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import uvs.tools.adm.AdmProgram;

/// `uvs adm`. The words are ipvsadm's, so all are left to [AdmProgram]; the program calls that without a detour where
/// it can.
@Command(name = "adm", description = "ipvsadm: lists and changes the virtual servers of a running director, or of the"
    + " kernel's IPVS.")
public final class AdmCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return AdmProgram.run(words);
    }
}
