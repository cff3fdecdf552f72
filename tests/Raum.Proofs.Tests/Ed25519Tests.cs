using FsCheck;
using FsCheck.Fluent;
using Raum.Proofs.Notes;

namespace Raum.Proofs.Tests;

/// <summary>RFC 8032 §7.1, and signatures that must not pass.</summary>
public sealed class Ed25519Tests
{
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )]
    public void The_vectors_of_the_rfc_hold(string seed, string publicKey, string message, string signature)
    {
        Convert.ToHexStringLower(Ed25519.PublicKeyOf(Convert.FromHexString(seed))).ShouldBe(publicKey);
        Convert.ToHexStringLower(Ed25519.Sign(Convert.FromHexString(seed), Convert.FromHexString(message))).ShouldBe(signature);
        Ed25519.Verify(Convert.FromHexString(publicKey), Convert.FromHexString(message), Convert.FromHexString(signature)).ShouldBeTrue();
    }

    [Fact]
    public void What_is_signed_verifies_and_no_changed_bit_does() =>
        Prop.ForAll<byte[], int>(
                (message, at) =>
                {
                    var seed = Ed25519.NewSeed();
                    var key = Ed25519.PublicKeyOf(seed);
                    var signature = Ed25519.Sign(seed, message);
                    var spoiled = signature.ToArray();
                    spoiled[(int)((uint)at % 64)] ^= (byte)(1 << (int)((uint)at % 8));
                    return Ed25519.Verify(key, message, signature)
                        && !Ed25519.Verify(key, message, spoiled)
                        && !Ed25519.Verify(key, [.. message, 0], signature)
                        && !Ed25519.Verify(Ed25519.PublicKeyOf(Ed25519.NewSeed()), message, signature);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_signature_with_the_group_order_added_is_not_a_second_spelling_of_it()
    {
        var seed = Enumerable.Repeat((byte)7, 32).ToArray();
        var signature = Ed25519.Sign(seed, "text"u8);
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            carry += signature[32 + i] + order[i];
            signature[32 + i] = (byte)carry;
            carry >>= 8;
        }

        Ed25519.Verify(Ed25519.PublicKeyOf(seed), "text"u8, signature).ShouldBeFalse();
    }

    [Fact]
    public void Wrong_lengths_are_no_signature_and_no_exception()
    {
        var seed = Ed25519.NewSeed();
        var signature = Ed25519.Sign(seed, [1]);

        Ed25519.Verify(Ed25519.PublicKeyOf(seed), [1], signature.AsSpan(1)).ShouldBeFalse();
        Ed25519.Verify(Ed25519.PublicKeyOf(seed), [1], [.. signature, 0]).ShouldBeFalse();
        Ed25519.Verify(new byte[31], [1], signature).ShouldBeFalse();
        Ed25519.Verify(Enumerable.Repeat((byte)255, 32).ToArray(), [1], signature).ShouldBeFalse();
    }
}
