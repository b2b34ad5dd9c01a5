using RoleSync.Diagnosis;

namespace RoleSync.Configuration;

/// <summary>The settings of the doctor.</summary>
internal static class DoctorSettings
{
    /// <summary>Reads when the doctor comes unasked, and what of the configuration it is to speak of.</summary>
    public static void Read(SettingReader from, DoctorOptions to)
    {
        to.AtStart = from.Read(null, "Doctor:AtStart", Formats.Switch, to.AtStart);
        to.ClosedBecause = ApiSettings.ClosedBecause(from);
    }
}
