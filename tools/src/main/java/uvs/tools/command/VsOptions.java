package uvs.tools.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import uvs.dataplane.service.VsSetting;
import uvs.dataplane.service.VsSettings;

/// The settings of IPVS as they are given: by `--vs`, and by the properties for those that are not.
final class VsOptions {

    private VsOptions() {
    }

    /// @param given    on the command line, by name
    /// @param warnings takes what is to be said of settings that have no effect
    /// @throws IllegalArgumentException with what is wrong and what is possible
    static VsSettings settings(RunProperties properties, Map<String, String> given, Consumer<String> warnings) {
        var all = new TreeMap<>(properties.vsSettings());
        all.putAll(given);
        VsSettings settings = VsSettings.DEFAULTS;
        for (Map.Entry<String, String> each : all.entrySet()) {
            settings = settings.with(each.getKey() + "=" + each.getValue());
            VsSetting.named(each.getKey()).flatMap(VsSetting::withoutEffect).ifPresent(
                reason -> warnings.accept("setting " + each.getKey() + " has no effect here: " + reason));
        }
        return settings;
    }
}
