using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Running.Diagnosis;

/// <summary>Registers the doctor.</summary>
internal static class DiagnosisServices
{
    public static IServiceCollection AddDiagnosis(this IServiceCollection services) => services
        .AddSingleton<DiscordExam>()
        .AddSingleton<Doctor>()
        .AddSingleton<EthosSilence>()
        .AddSingleton<Rounds>()
        .AddHostedService(provider => provider.GetRequiredService<Rounds>());
}
