package uvs.dataplane.service;

import java.util.Arrays;

/// The values of all [VsSetting]s. Immutable.
public final class VsSettings {

    public static final VsSettings DEFAULTS =
        new VsSettings(Arrays.stream(VsSetting.values()).mapToInt(VsSetting::defaultValue).toArray());

    private final int[] values;

    private VsSettings(int[] values) {
        this.values = values;
    }

    /// These settings but for one.
    ///
    /// @throws IllegalArgumentException when the value is out of the setting's range
    public VsSettings with(VsSetting setting, int value) {
        int[] copy = values.clone();
        copy[setting.ordinal()] = setting.checked(value);
        return new VsSettings(copy);
    }

    /// These settings but for the one in `NAME=VALUE`.
    ///
    /// @throws IllegalArgumentException with what is wrong and what is possible
    public VsSettings with(String assignment) {
        int equals = assignment.indexOf('=');
        String name = equals < 0 ? assignment : assignment.substring(0, equals);
        VsSetting setting = VsSetting.named(name.strip()).orElseThrow(() -> new IllegalArgumentException(
            "setting " + name + " is not one of " + String.join(" ", VsSetting.names())));
        try {
            return with(setting, Integer.parseInt(assignment.substring(equals + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(assignment + " is not NAME=NUMBER", e);
        }
    }

    public int value(VsSetting setting) {
        return values[setting.ordinal()];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VsSettings settings && Arrays.equals(values, settings.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    public boolean on(VsSetting setting) {
        return values[setting.ordinal()] != 0;
    }
}
