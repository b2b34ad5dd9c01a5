using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Diagnosis;

/// <summary>Registers the doctor and the reader of limits.</summary>
internal static class DiagnosisServices
{
    public static IServiceCollection AddDiagnosis(this IServiceCollection services) => services
        .AddSingleton<LimitsReader>()
        .AddSingleton<DiscordCheck>()
        .AddSingleton<Doctor>()
        .AddSingleton<EthosSilence>()
        .AddSingleton<DoctorService>()
        .AddHostedService(provider => provider.GetRequiredService<DoctorService>());
}
