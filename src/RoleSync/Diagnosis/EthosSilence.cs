using System.Globalization;
using RoleSync.Ethos.Http;

namespace RoleSync.Diagnosis;

/// <summary>Says when Ethos has asked not to be called for so long that nobody waits for it.</summary>
internal sealed class EthosSilence(EthosPace pace, TimeProvider time)
{
    /// <summary>A sentence; null while Ethos is asked.</summary>
    public string? Sentence => pace.Silence is var left && left > EthosPace.Patience
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Ethos asked not to be called before {time.GetUtcNow() + left:HH:mm 'UTC'} (its Retry-After or RateLimit headers): until then standings are unknown and nobody's roles change. It is asked again by itself then.")
        : null;
}
