/** Agents that live in processes of their own, in any language: how what they say becomes an opinion. */
@NullMarked
package io.conclave.agents.outside;

import org.jspecify.annotations.NullMarked;
