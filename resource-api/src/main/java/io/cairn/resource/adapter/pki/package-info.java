/** An authority that signs certificates, and PEM. What a certificate says of whom is for those who have the authority. */
@NullMarked
package io.cairn.resource.adapter.pki;

import org.jspecify.annotations.NullMarked;
